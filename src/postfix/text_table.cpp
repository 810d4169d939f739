// SPDX-License-Identifier: MIT
#include "postfix/text_table.hpp"

#include <algorithm>
#include <cstring>

#include "base/text.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view white_space = " \t\r\f\v";

bool continues(std::string_view line) {
  return !line.empty() && white_space.find(line.front()) != white_space.npos;
}

/** Takes the lines off the text that Postfix reads as one (postconf(5), "FILE FORMAT"): comments
    and empty lines among them do not end it. */
std::string take_logical_line(std::string_view& text) {
  std::string whole;
  while (!text.empty()) {
    std::string_view rest = text;
    const std::string_view line = take_line(rest);
    const bool skipped = trim(line).empty() || trim(line).starts_with('#');
    if (!skipped && !whole.empty() && !continues(line)) break;
    text = rest;
    if (!skipped) whole.append(whole.empty() ? "" : " ").append(trim(line));
  }
  return whole;
}

}  // namespace

TextTable::TextTable(std::string_view text) {
  text = without_byte_order_mark(text);
  while (!text.empty()) {
    const std::string line = take_logical_line(text);
    const auto end = std::min(line.find_first_of(white_space), line.size());
    const std::string key = to_lower(line.substr(0, end));
    if (!key.empty() && !values_.contains(key))
      values_.emplace(keep(key), keep(trim(std::string_view(line).substr(end))));
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
