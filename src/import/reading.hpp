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

namespace fingerpost::foreign {

/** One file, while it is read. */
struct File {
  std::string name;
  Draft& draft;
  People people = People(draft.owners);
  std::vector<Warning> warnings = {};
  /** What the warnings say, with the line before it. */
  std::unordered_set<std::string> warned = {};

  /** Adds what was not said before: what several providers share is read for each of them. */
  void warn(unsigned long line, const std::string& text);
};

/** A file with more servers and other entries is refused: some work grows with their square. */
inline constexpr std::size_t entry_limit = 10000;
/** The same for what is shared, times the providers that share it. */
inline constexpr std::size_t shared_limit = 100000;

/** Says why a file is refused; nothing if it is not. */
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

  /** Takes a name that people see, unless it is one person's; an empty one is none. */
  void take_name(std::string ProviderDraft::*member, unsigned long line, std::string_view place,
                 std::string_view text);
  /** Takes a mail server, or keeps what is `written` of it and says why there is none. */
  void take_server(unsigned long line, std::string_view place, const Value<Server>& server,
                   const Remarks& remarks, std::string_view written);
  /** Takes a URL as the setting `key`, which may stand once. */
  void take_url(std::string_view key, unsigned long line, std::string_view place,
                std::string_view text);
  /** Returns a URL for everybody and remarks on one that was one person's. */
  std::string url(std::string_view text, unsigned long line, std::string_view place,
                  Remarks& remarks) const;
  /** Reads a login name and remarks on one that is not everybody's. */
  Value<Pattern> login(std::string_view text, unsigned long line, std::string_view place,
                       Remarks& remarks) const;
  /** Takes the domain of an address, which stands at `place`, where neither the file nor the
      administrator names one. */
  void adopt_domain(unsigned long line, std::string_view place, const Address& address);
  /** Hands the provider over to the draft, once all of it is read. Gives it the draft's domains or
      the place for one, if its file names none. `line` is where the provider stands. */
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
