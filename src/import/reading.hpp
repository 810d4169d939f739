// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "import/draft.hpp"
#include "import/people.hpp"
#include "import/remarks.hpp"
#include "model/service.hpp"

namespace fingerpost::foreign {

/** One file while it is read. */
struct File {
  std::string name;
  Draft& draft;
  People people = People(draft.owners);
  std::vector<Warning> warnings = {};
  /** The texts of the warnings, each after its line. */
  std::unordered_set<std::string> warned = {};

  /** Adds a warning unless it is there already: shared parts are read for each provider. */
  void warn(unsigned long line, const std::string& text);
};

/** The most servers and other entries of a file, because some work grows with their square. */
inline constexpr std::size_t entry_limit = 10000;
/** The most shared entries, times the providers that share them. */
inline constexpr std::size_t shared_limit = 100000;

/** The reason why a file is refused, or nothing. */
using Refusal = std::optional<Warning>;

/** One file, and the provider in it that is being read. */
struct Reading {
  File& file;
  ProviderDraft& provider;

  void take(const Remarks& remarks);
  /** What was said of it stands above the setting. */
  void take(const Remarks& remarks, Line line);
  /** For settings that may stand once. */
  void take_once(const XmlElement& element, const Remarks& remarks, Line line);
  void say(unsigned long line, std::string_view text);
  /** Takes the element as a comment; `text` says why. */
  void keep(const XmlElement& element, std::string_view text);
  void keep(unsigned long line, std::string_view text, std::string_view written);
  void keep_without_setting(const XmlElement& element, std::string_view place);

  /** Takes a name that people see, unless it is empty or names one person. */
  void take_name(std::string ProviderDraft::*member, unsigned long line, std::string_view place,
                 std::string_view text);
  /** Takes a mail server, or keeps the text `written` as a comment and says what is wrong. */
  void take_server(unsigned long line, std::string_view place, const Value<Server>& server,
                   const Remarks& remarks, std::string_view written);
  /** Takes the URL of a service, of which there may be one. */
  void take_url(const Service& service, unsigned long line, std::string_view place,
                std::string_view text);
  /** Returns a URL for everybody, and remarks if the text held the address of one person. */
  std::string url(std::string_view text, unsigned long line, std::string_view place,
                  Remarks& remarks) const;
  /** Reads a login name, and remarks if it is not for everybody. */
  Value<Pattern> login(std::string_view text, unsigned long line, std::string_view place,
                       Remarks& remarks) const;
  /** Takes the domain of an address, which is at `place`, if neither the file nor the administrator
      names one. */
  void adopt_domain(unsigned long line, std::string_view place, const Address& address);
  /** Adds the complete provider to the draft. If its file names no domain, the provider gets the
      draft's domains or `your_domain`. `line` is the line of the provider. */
  void finish(unsigned long line, std::string_view place);
};

/** Calls `visit(number, line)` for each line, numbered from 1. */
template <class Visit>
void for_each_line(std::string_view content, Visit visit) {
  for (unsigned long number = 1; !content.empty(); ++number) {
    const std::string_view line = content.substr(0, content.find('\n'));
    visit(number, line);
    content.remove_prefix(std::min(line.size() + 1, content.size()));
  }
}

}  // namespace fingerpost::foreign
