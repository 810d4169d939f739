// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** A line `key = value` as doveconf(1) prints it, without the quotation marks of either. */
struct DoveconfSetting {
  std::string key;
  std::string value;
};

/** A section as doveconf(1) prints it, such as `inet_listener imaps { … }`, with what is in it. */
struct DoveconfSection {
  /** `inet_listener`; empty for the whole output. */
  std::string type = {};
  /** `imaps`; empty if the section has no name. */
  std::string name = {};
  std::vector<DoveconfSetting> settings = {};
  std::vector<DoveconfSection> sections = {};

  /** Returns the value of a setting, the last one if there are several. Nothing if it is missing. */
  std::optional<std::string_view> find(std::string_view key) const noexcept;
  /** Returns the value of a setting, or an empty text if it is missing. */
  std::string_view value(std::string_view key) const noexcept;
  /** Returns whether a setting is `yes`; `otherwise` if it is missing or empty. */
  bool is_on(std::string_view key, bool otherwise) const noexcept;
  /** Returns the words of a list, which Dovecot 2.4 also prints as a section: `imap = yes`. Nothing
      if the list is missing. */
  std::optional<std::vector<std::string>> list(std::string_view key) const;
  /** Returns all sections of a type, in order. */
  std::vector<const DoveconfSection*> all(std::string_view type_wanted) const;
  /** Returns the last section of a type; null if there is none. */
  const DoveconfSection* last(std::string_view type_wanted) const noexcept;
};

/** Reads what doveconf(1) of Dovecot 2.3 or 2.4 prints. Takes any text: lines that are neither a
    setting nor a section are passed over, and so is whatever is nested deeper than 16 sections.
    Throws only bad_alloc. */
DoveconfSection read_doveconf(std::string_view text);

}  // namespace fingerpost
