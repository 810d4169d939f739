// SPDX-License-Identifier: MIT
#include "postfix/text_table.hpp"

#include <algorithm>
#include <cstring>

#include "base/text.hpp"
#include "postfix/logical_line.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view key_ends = " \t\r\f\v";

}  // namespace

TextTable::TextTable(std::string_view text) {
  LogicalLines lines(text);
  for (LogicalLine taken = lines.next(); taken.number > 0; taken = lines.next()) {
    const std::string_view line = trim(taken.text);
    const auto end = std::min(line.find_first_of(key_ends), line.size());
    const std::string key = to_lower(line.substr(0, end));
    if (!key.empty() && !values_.contains(key))
      values_.emplace(keep(key), keep(trim(line.substr(end))));
  }
}

std::optional<std::string_view> TextTable::find(std::string_view key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? std::nullopt : std::optional(found->second);
}

std::string_view TextTable::keep(std::string_view text) {
  if (text.empty()) return {};
  auto* const copy = static_cast<char*>(memory_.allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

}  // namespace fingerpost
