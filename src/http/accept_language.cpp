// SPDX-License-Identifier: MIT
#include "http/accept_language.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace fingerpost {

namespace {

/** The weight of a range's parameters, `q=0.8`, in thousandths. */
unsigned weight(std::string_view parameters) noexcept {
  parameters = trim(parameters);
  if (!starts_with_ignoring_case(parameters, "q=")) return 1000;
  const std::string_view value = parameters.substr(2);
  if (value.starts_with('1')) return 1000;
  unsigned thousandths = 0;
  for (std::size_t digit = 2; digit < 5; ++digit) {
    const char c = digit < value.size() ? value[digit] : '0';
    if (c < '0' || c > '9') return 0;
    thousandths = thousandths * 10 + static_cast<unsigned>(c - '0');
  }
  return thousandths;
}

}  // namespace

std::size_t preferred_language(std::string_view header,
                               std::span<const std::string_view> languages) noexcept {
  std::size_t best = 0;
  unsigned most = 0;
  while (!header.empty()) {
    const std::string_view range = header.substr(0, header.find(','));
    header.remove_prefix(std::min(header.size(), range.size() + 1));
    const std::string_view tag = trim(range.substr(0, range.find(';')));
    const std::string_view primary = tag.substr(0, tag.find('-'));
    const std::size_t found = static_cast<std::size_t>(
        std::find_if(languages.begin(), languages.end(),
                     [&](std::string_view own) { return equal_ignoring_case(own, primary); }) -
        languages.begin());
    const unsigned liking = weight(range.size() > tag.size() && range.find(';') != range.npos
                                       ? range.substr(range.find(';') + 1)
                                       : std::string_view());
    if (found < languages.size() && liking > most) {
      most = liking;
      best = found;
    }
  }
  return best;
}

}  // namespace fingerpost
