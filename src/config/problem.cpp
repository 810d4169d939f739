// SPDX-License-Identifier: MIT
#include "config/problem.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fingerpost {

bool has_errors(const Problems& problems) noexcept {
  return std::any_of(problems.begin(), problems.end(), [](const Problem& problem) {
    return problem.severity == Problem::Severity::error;
  });
}

std::string describe(const Problem& problem) {
  const bool warning = problem.severity == Problem::Severity::warning;
  std::string line =
      fmt::format("{}: {}{}", problem.file, warning ? "warning: " : "", problem.text);
  // Quoted from the file, which may hold anything.
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return line;
}

}  // namespace fingerpost
