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
  return fmt::format("{}: {}{}", problem.file, warning ? "warning: " : "", problem.text);
}

}  // namespace fingerpost
