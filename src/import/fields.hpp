// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace fingerpost::foreign {

/** A setting in a file with one setting per line. */
struct Field {
  unsigned long line;
  std::string key;
  std::string value;
};

using Fields = std::vector<Field>;

/** Returns the last field with this key, which overrides earlier ones, or null. */
inline const Field* find_field(const Fields& fields, std::string_view key) {
  const auto found = std::find_if(fields.rbegin(), fields.rend(),
                                  [&](const Field& field) { return field.key == key; });
  return found == fields.rend() ? nullptr : &*found;
}

/** Returns the value of the last field with this key; empty if there is none. */
inline std::string value_of(const Fields& fields, std::string_view key) {
  const Field* const field = find_field(fields, key);
  return field ? field->value : std::string();
}

/** Calls `visit(number, line)` for each line, numbered from 1. */
template <class Visit>
void for_each_line(std::string_view content, Visit visit) {
  for (unsigned long number = 1; !content.empty(); ++number) visit(number, take_line(content));
}

}  // namespace fingerpost::foreign
