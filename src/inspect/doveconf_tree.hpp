// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** A line `key = value` printed by doveconf(1), with quotation marks removed. */
struct DoveconfSetting {
  std::string key;
  std::string value;
};

/** A section printed by doveconf(1), such as `inet_listener imaps { … }`, with its contents. */
struct DoveconfSection {
  /** `inet_listener`; empty for the whole output. */
  std::string type = {};
  /** `imaps`; empty if the section has no name. */
  std::string name = {};
  std::vector<DoveconfSetting> settings = {};
  std::vector<DoveconfSection> sections = {};

  /** Returns the value of a setting (the last one if there are several), or nothing if it is
      missing. */
  std::optional<std::string_view> find(std::string_view key) const noexcept;
  /** Returns the value of a setting, or an empty text if it is missing. */
  std::string_view value(std::string_view key) const noexcept;
  /** Returns whether a setting is `yes`, or `otherwise` if it is missing or empty. */
  bool is_on(std::string_view key, bool otherwise) const noexcept;
  /** Returns the words of a list, or nothing if the list is missing. Dovecot 2.4 may also print a
      list as a section: `imap = yes`. */
  std::optional<std::vector<std::string>> list(std::string_view key) const;
  /** Returns all sections of a type, in order. */
  std::vector<const DoveconfSection*> all(std::string_view type_wanted) const;
  /** Returns the last section of a type, or null if there is none. */
  const DoveconfSection* last(std::string_view type_wanted) const noexcept;
};

/** Parses the output of doveconf(1) of Dovecot 2.3 or 2.4. Accepts any text: skips lines that are
    neither a setting nor a section, and anything nested deeper than 16 sections. Throws only
    bad_alloc. */
DoveconfSection read_doveconf(std::string_view text);

}  // namespace fingerpost
