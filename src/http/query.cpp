// SPDX-License-Identifier: MIT
#include "http/query.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace fingerpost {

std::optional<std::string> query_value(std::string_view query,
                                       std::initializer_list<std::string_view> keys) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || equals + 1 == pair.size()) continue;
    const bool wanted = std::any_of(keys.begin(), keys.end(), [&](std::string_view key) {
      return equal_ignoring_case(pair.substr(0, equals), key);
    });
    if (wanted) return percent_decode(pair.substr(equals + 1));
  }
  return std::nullopt;
}

}  // namespace fingerpost
