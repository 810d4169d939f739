// SPDX-License-Identifier: MIT
#include "config/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fingerpost {

void add_error(Problems& problems, std::string file, std::string text) {
  problems.push_back({Problem::Severity::error, std::move(file), std::move(text)});
}

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
