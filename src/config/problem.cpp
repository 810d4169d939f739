// SPDX-License-Identifier: MIT
#include "config/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"

namespace fingerpost {

namespace {

constexpr std::size_t longest_text = 1000;

std::string counted(const Problems::Counts& counts) {
  const auto number = [](std::size_t count, std::string_view noun) {
    return fmt::format("{} more {}{}", count, noun, count == 1 ? "" : "s");
  };
  if (counts.warnings == 0) return number(counts.errors, "error");
  if (counts.errors == 0) return number(counts.warnings, "warning");
  return number(counts.errors, "error") + ", " + number(counts.warnings, "warning");
}

/** Returns how many problems of a file are kept. Errors displace warnings. */
Problems::Counts kept(const Problems::Counts& counts) {
  const std::size_t errors = std::min(counts.errors, Problems::most_of_a_file);
  return {errors, std::min(counts.warnings, Problems::most_of_a_file - errors)};
}

}  // namespace

void Problems::add(Problem::Severity severity, std::string_view file, std::size_t line,
                   std::string_view text) {
  const auto member = severity == Problem::Severity::error ? &Counts::errors : &Counts::warnings;
  auto entry = files_.find(file);
  if (entry == files_.end()) entry = files_.emplace(keep(file), File{files_.size()}).first;
  ++(counts_.*member);
  if (++(entry->second.counts.*member) > most_of_a_file) return;
  // Paths and messages of libraries can hold any characters.
  problems_.push_back({severity, entry->first, line, keep(printable(text, longest_text))});
}

bool Problems::is_full(std::string_view file) const {
  const auto entry = files_.find(file);
  return entry != files_.end() && entry->second.counts.errors >= most_of_a_file;
}

void Problems::finish() {
  std::map<std::string_view, std::size_t> warnings;
  std::erase_if(problems_, [&](const Problem& problem) {
    return problem.severity == Problem::Severity::warning &&
           ++warnings[problem.file] > kept(files_.find(problem.file)->second.counts).warnings;
  });
  for (const auto& [name, file] : files_) {
    const Counts more = {file.counts.errors - kept(file.counts).errors,
                         file.counts.warnings - kept(file.counts).warnings};
    if (more.errors + more.warnings > 0)
      problems_.push_back({more.errors > 0 ? Problem::Severity::error : Problem::Severity::warning,
                           name, 0, keep(counted(more))});
  }
  const auto place = [&](const Problem& problem) {
    // Line 0 (the file as a whole) wraps around, so it comes last.
    return std::pair(files_.find(problem.file)->second.rank, problem.line - 1);
  };
  std::stable_sort(problems_.begin(), problems_.end(),
                   [&](const Problem& a, const Problem& b) { return place(a) < place(b); });
}

std::string_view Problems::keep(std::string_view text) {
  char* const copy = static_cast<char*>(memory_->allocate(text.size(), alignof(char)));
  std::copy(text.begin(), text.end(), copy);
  return {copy, text.size()};
}

std::string describe(const Problem& problem) {
  const bool warning = problem.severity == Problem::Severity::warning;
  const std::string line = problem.line > 0 ? fmt::format(":{}", problem.line) : std::string();
  return fmt::format("{}{}: {}{}", printable(problem.file, problem.file.size()), line,
                     warning ? "warning: " : "", problem.text);
}

void log_problems(Problems problems) {
  for (const Problem& problem : problems)
    log(problem.severity == Problem::Severity::error ? LogLevel::error : LogLevel::warning, "{}",
        describe(problem));
}

}  // namespace fingerpost
