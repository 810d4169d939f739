// SPDX-License-Identifier: MIT
#include "http/accept_language.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/preference.hpp"

namespace fingerpost {

std::size_t preferred_language(std::string_view header,
                               std::span<const std::string_view> languages) noexcept {
  std::size_t best = 0;
  unsigned most = 0;
  while (const auto preference = take_preference(header)) {
    const std::string_view primary = preference->value.substr(0, preference->value.find('-'));
    const auto found = std::find_if(languages.begin(), languages.end(), [&](std::string_view own) {
      return equal_ignoring_case(own, primary);
    });
    if (found == languages.end() || preference->weight <= most) continue;
    most = preference->weight;
    best = static_cast<std::size_t>(found - languages.begin());
  }
  return best;
}

}  // namespace fingerpost
