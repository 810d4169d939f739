// SPDX-License-Identifier: MIT
#include "config/problem.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fingerpost {

void Problems::add(Problem::Severity severity, std::string_view file, std::string_view text) {
  problems_.push_back({severity, keep(file), keep(text)});
  if (severity == Problem::Severity::error) ++errors_;
}

void Problems::add_error(std::string_view file, std::string_view text) {
  add(Problem::Severity::error, file, text);
}

std::string_view Problems::keep(std::string_view text) {
  char* const copy = static_cast<char*>(memory_->allocate(text.size(), alignof(char)));
  std::copy(text.begin(), text.end(), copy);
  return {copy, text.size()};
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
