// SPDX-License-Identifier: MIT
#include "http/query.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace fingerpost {

namespace {

/** Returns the value, not decoded. */
std::optional<std::string_view> raw_value(std::string_view query,
                                          std::initializer_list<std::string_view> keys) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || equals + 1 == pair.size()) continue;
    const bool wanted = std::any_of(keys.begin(), keys.end(), [&](std::string_view key) {
      return equal_ignoring_case(pair.substr(0, equals), key);
    });
    if (wanted) return pair.substr(equals + 1);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> query_value(std::string_view query,
                                       std::initializer_list<std::string_view> keys) {
  const auto raw = raw_value(query, keys);
  return raw ? std::optional(percent_decode(*raw)) : std::nullopt;
}

std::optional<std::string> form_value(std::string_view body,
                                      std::initializer_list<std::string_view> keys) {
  const auto raw = raw_value(body, keys);
  if (!raw) return std::nullopt;
  std::string text(*raw);
  std::replace(text.begin(), text.end(), '+', ' ');
  return percent_decode(text);
}

}  // namespace fingerpost
