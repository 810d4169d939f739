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

/** A remark on a place in a file. */
struct Warning {
  /** Counts from 1; 0 for the whole file, or if the format has no lines. */
  unsigned long line;
  std::string text;
};

/** The reason why a file is refused, or nothing. */
using FileRefusal = std::optional<Warning>;

/** The most servers and other entries of a file, because some work grows with their square. */
inline constexpr std::size_t entry_limit = 10000;
/** The most shared entries, times the providers that share them. */
inline constexpr std::size_t shared_limit = 100000;

/** A place in a file, for remarks. */
struct Place {
  Place(unsigned long its_line, std::string its_name = {})
      : line(its_line), name(std::move(its_name)) {}

  unsigned long line;
  /** What a remark begins with, before a colon; may be empty. */
  std::string name;
};

/** One file while it is read. */
struct File {
  std::string name;
  Draft& draft;
  People people = People(draft.owners);
  std::vector<Warning> warnings = {};
  /** The texts of the warnings, each after its line. */
  std::unordered_set<std::string> warned = {};

  /** Adds a warning unless it is there already: shared parts are read for each provider. */
  void warn(const Place& place, std::string_view text);
};

/** An address of the person for whom a file was made, and its place. */
struct Recipient {
  Place place;
  Address address;
};

/** A provider while it is read from a file. Everything in the file becomes a setting, or a remark,
    which is a comment in the configuration and a warning to the administrator. A remark precedes
    the setting that it is about. */
class Reading {
 public:
  /** Reads a file without a provider. */
  explicit Reading(File& its_file) : file(its_file), provider{file.name, {}} {}
  Reading(File& its_file, std::string_view wanted_key);
  /** The file was made for one person. The domain of the address is the provider's if neither the
      file nor the administrator names one. */
  Reading(File& its_file, const std::optional<Recipient>& recipient);

  /** Remarks something. */
  template <class... Args>
  void say(const Place& place, fmt::format_string<Args...> text, Args&&... args) {
    remark(place, fmt::format(text, std::forward<Args>(args)...));
  }
  /** Keeps an element as a comment; the text says why. */
  template <class... Args>
  void keep(const XmlElement& element, fmt::format_string<Args...> text, Args&&... args) {
    keep_element(element, fmt::format(text, std::forward<Args>(args)...));
  }
  /** Keeps a text as a comment, as it is `written` in the file. */
  template <class... Args>
  void keep(const Place& place, std::string_view written, fmt::format_string<Args...> text,
            Args&&... args) {
    keep_text(place, written, fmt::format(text, std::forward<Args>(args)...));
  }
  void add_comment(std::string text);

  /** Remarks on every attribute except `known`. `place` leads to the element. */
  void check_attributes(const XmlElement& element, std::string_view place,
                        std::initializer_list<std::string_view> known);
  /** Keeps every child of an element that should have none. */
  void check_children(const XmlElement& element, std::string_view place);
  /** Checks an element that holds others: its attributes, and that it has no text. */
  void check_parent(const XmlElement& element, std::string_view place,
                    std::initializer_list<std::string_view> known);
  /** Checks an element that holds text: its attributes, and that it has no children. */
  void check_leaf(const XmlElement& element, std::string_view place,
                  std::initializer_list<std::string_view> known);

  /** How far the reading came, so that forget() can take back what was said since then. */
  struct Mark {
    std::size_t lines, warnings, comments, left_out;
  };
  Mark mark() const noexcept;
  void forget(const Mark& mark);
  /** Keeps an element instead of what was said of it. */
  template <class... Args>
  void keep_instead(const Mark& mark, const XmlElement& element, fmt::format_string<Args...> text,
                    Args&&... args) {
    forget(mark);
    keep_element(element, fmt::format(text, std::forward<Args>(args)...));
  }

  void put(Line line) { provider.lines.push_back(std::move(line)); }
  /** Adds a setting that may stand once, or keeps its element and forgets what was said of it. */
  void put_once(const Mark& mark, const XmlElement& element, Line line);
  /** Adds a mail server, or keeps the text `written` and forgets what was said of the server. */
  void put_server(const Mark& mark, const Place& place, const Value<Server>& server,
                  std::string_view written);
  /** Adds the URL of a service, which may occur once. */
  void put_url(const Service& service, const Place& place, std::string_view text);
  /** Sets a name that people see, unless it is empty or names one person. */
  void set_name(std::string ProviderDraft::*member, const Place& place, std::string_view text);
  /** Adds a domain, or notes that the provider is for all. Returns what hinders it. */
  std::optional<std::string> put_domain(std::string_view text);

  /** Reads a URL for everybody, and remarks if the text held the address of one person. */
  Value<UrlPattern> url(const Place& place, std::string_view text,
                        Value<UrlPattern> (*parse)(std::string_view) = parse_https_url);
  /** Reads a login name, and remarks if it is not for everybody. */
  Value<Pattern> login(const Place& place, std::string_view text);

  /** Adds the complete provider to the draft. If its file names no domain, the provider gets the
      draft's domains or `your_domain`. */
  void finish(const Place& place);

  File& file;
  ProviderDraft provider;
  /** Whether the file has the provider for every domain. */
  bool any_domain = false;

 private:
  void remark(const Place& place, std::string_view text);
  void keep_element(const XmlElement& element, std::string_view text);
  void keep_text(const Place& place, std::string_view written, std::string_view text);
  void show(const XmlElement& element, std::size_t depth);
  void put_named_domains(const Place& place);

  std::size_t comments_ = 0;
  /** How many comments were left out because there were too many. */
  std::size_t left_out_ = 0;
};

/** Returns whether a setting of that name holds a password or another secret. */
bool is_secret(std::string_view name);
/** Returns the value as a comment may show it: without passwords, including those in URLs. */
std::string shown(std::string_view name, std::string_view value);

}  // namespace fingerpost::foreign
