// SPDX-License-Identifier: MIT
#include "base/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace fingerpost {

namespace {

/** Returns the optimal string alignment distance: insertions, deletions, substitutions and
    swaps. */
std::size_t slips(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> table((a.size() + 1) * width);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& {
    return table[i * width + j];
  };
  for (std::size_t i = 0; i <= a.size(); ++i) at(i, 0) = i;
  for (std::size_t j = 0; j <= b.size(); ++j) at(0, j) = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
    }
  return at(a.size(), b.size());
}

}  // namespace

std::string did_you_mean(std::string_view text, std::span<const std::string_view> words) {
  constexpr std::size_t longest_word = 64;
  if (text.size() > longest_word) return {};
  const std::string lower = to_lower(text);
  std::string_view nearest;
  std::size_t fewest = text.size() < 6 ? 2 : 3;
  for (const std::string_view word : words)
    if (const std::size_t count = slips(lower, to_lower(word));
        count < fewest && count < word.size()) {
      fewest = count;
      nearest = word;
    }
  return nearest.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", nearest);
}

}  // namespace fingerpost
