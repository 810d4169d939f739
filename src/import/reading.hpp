// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/xml_reader.hpp"
#include "import/draft.hpp"
#include "import/mail_server.hpp"
#include "import/people.hpp"
#include "model/service.hpp"

namespace fingerpost::foreign {

/** A warning about a place in a file. */
struct Warning {
  /** Starts at 1. 0 for the whole file, or if the format has no lines. */
  unsigned long line;
  std::string text;
};

/** The reason why a file is refused, or nothing. */
using FileRefusal = std::optional<Warning>;

/** The maximum number of servers and other entries in a file, because some work is quadratic. */
inline constexpr std::size_t entry_limit = 10000;
/** The maximum number of shared entries times the number of providers that share them. */
inline constexpr std::size_t shared_limit = 100000;

/** A place in a file, for warnings and comments. */
struct Place {
  Place(unsigned long its_line, std::string its_name = {})
      : line(its_line), name(std::move(its_name)) {}

  unsigned long line;
  /** The prefix of the message, without its colon; may be empty. */
  std::string name;
};

/** A file while it is read. */
struct File {
  std::string name;
  Draft& draft;
  People people = People(draft.owners);
  std::vector<Warning> warnings = {};
  /** The warnings as `LINE:text`, to find duplicates. */
  std::unordered_set<std::string> warned = {};

  /** Adds a warning unless it exists already, because shared parts are read once for each provider.
      */
  void warn(const Place& place, std::string_view text);
};

/** The address of the person a file was made for, and its place in the file. */
struct Recipient {
  Place place;
  Address address;
};

/** A provider while it is read from a file. Everything in the file becomes a setting or a remark: a
    comment in the configuration that is also a warning to the administrator. A remark precedes the
    setting that it is about. */
class Reading {
 public:
  /** For a file without a provider. */
  explicit Reading(File& its_file) : file(its_file), provider{file.name, {}} {}
  Reading(File& its_file, std::string_view wanted_key);
  /** For a file made for one person. The domain of the address becomes the provider's if neither
      the file nor the administrator names one. */
  Reading(File& its_file, const std::optional<Recipient>& recipient);

  /** Adds a remark. */
  template <class... Args>
  void say(const Place& place, fmt::format_string<Args...> text, Args&&... args) {
    remark(place, fmt::format(text, std::forward<Args>(args)...));
  }
  /** Keeps an element as a comment. `text` says why. */
  template <class... Args>
  void keep(const XmlElement& element, fmt::format_string<Args...> text, Args&&... args) {
    keep_element(element, fmt::format(text, std::forward<Args>(args)...));
  }
  /** Keeps the text `written` in the file as a comment. `text` says why. */
  template <class... Args>
  void keep(const Place& place, std::string_view written, fmt::format_string<Args...> text,
            Args&&... args) {
    keep_text(place, written, fmt::format(text, std::forward<Args>(args)...));
  }
  void add_comment(std::string text);

  /** Adds a remark for every attribute except `known`. `place` names the element. */
  void check_attributes(const XmlElement& element, std::string_view place,
                        std::initializer_list<std::string_view> known);
  /** Keeps as comments the children of an element that should have none. */
  void check_children(const XmlElement& element, std::string_view place);
  /** Checks the attributes of an element that has children, and that it has no text. */
  void check_parent(const XmlElement& element, std::string_view place,
                    std::initializer_list<std::string_view> known);
  /** Checks the attributes of an element that has text, and that it has no children. */
  void check_leaf(const XmlElement& element, std::string_view place,
                  std::initializer_list<std::string_view> known);

  /** A position in the reading, to which forget() returns. */
  struct Mark {
    std::size_t lines, warnings, comments, left_out;
  };
  Mark mark() const noexcept;
  void forget(const Mark& mark);
  /** Keeps an element as a comment, and drops everything added since the mark. */
  template <class... Args>
  void keep_instead(const Mark& mark, const XmlElement& element, fmt::format_string<Args...> text,
                    Args&&... args) {
    forget(mark);
    keep_element(element, fmt::format(text, std::forward<Args>(args)...));
  }

  void put(Line line) { provider.lines.push_back(std::move(line)); }
  /** Adds a setting that may occur once. If it exists already, keeps the element as a comment and
      drops everything added since the mark. */
  void put_once(const Mark& mark, const XmlElement& element, Line line);
  /** Adds a mail server. If there is none, keeps the text `written` as a comment and drops
      everything added since the mark. */
  void put_server(const Mark& mark, const Place& place, const Value<Server>& server,
                  std::string_view written);
  /** Adds the URL of a service, which may occur once. */
  void put_url(const Service& service, const Place& place, std::string_view text);
  /** Sets a display name, unless it is empty or that of one person. */
  void set_name(std::string ProviderDraft::*member, const Place& place, std::string_view text);
  /** Adds a domain, or records that the provider is for all domains. Returns the reason if that is
      not possible. */
  std::optional<std::string> put_domain(std::string_view text);

  /** Returns the URL for all users. Adds a remark if the text contained one person's address. */
  Value<UrlPattern> url(const Place& place, std::string_view text,
                        Value<UrlPattern> (*parse)(std::string_view) = parse_https_url);
  /** Returns the login name for all users. Adds a remark if the text was for one person or has no
      placeholder. */
  Value<Pattern> login(const Place& place, std::string_view text);

  /** Completes the provider and adds it to the draft. If the file names no domain, the provider
      gets the draft's domains, or else `your_domain`. */
  void finish(const Place& place);

  File& file;
  ProviderDraft provider;
  /** Whether the file offers this provider for every domain. */
  bool any_domain = false;

 private:
  void remark(const Place& place, std::string_view text);
  void keep_element(const XmlElement& element, std::string_view text);
  void keep_text(const Place& place, std::string_view written, std::string_view text);
  void show(const XmlElement& element, std::size_t depth);
  void put_named_domains(const Place& place);

  std::size_t comments_ = 0;
  /** The number of comments left out because there were too many. */
  std::size_t left_out_ = 0;
};

/** Returns whether a setting with this name contains a password or another secret. */
bool is_secret(std::string_view name);
/** Returns the value for use in a comment, without passwords, including those in URLs. */
std::string shown(std::string_view name, std::string_view value);

}  // namespace fingerpost::foreign
