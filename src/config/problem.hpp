// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** Something in a configuration that the administrator should change. */
struct Problem {
  enum class Severity {
    /** The configuration is refused. */
    error,
    /** The configuration is valid, but breaks a client or something else that the text names. */
    warning
  };

  Severity severity;
  std::string_view file;
  /** The line, from 1; 0 for the file as a whole. */
  std::size_t line;
  /** The setting and the problem: `provider example: imap: port: "99x" is not a port`. */
  std::string_view text;
};

/** All problems, by file and line: at most 100 for each file, where errors displace warnings. Their
    texts live in an arena, so freeing them does not fragment the memory of the loaded
    configuration. */
class Problems {
 public:
  static constexpr std::size_t most_of_a_file = 100;

  Problems() = default;
  Problems(Problems&&) = default;
  /** Deleted, because it would free the arena before the texts in it. */
  Problems& operator=(Problems&&) = delete;

  struct Counts {
    std::size_t errors = 0;
    std::size_t warnings = 0;
  };

  /** Adds a problem and copies its texts. Problems beyond the limit for a file are only counted. */
  void add(Problem::Severity severity, std::string_view file, std::size_t line,
           std::string_view text);
  void add_error(std::string_view file, std::size_t line, std::string_view text) {
    add(Problem::Severity::error, file, line, text);
  }
  /** Counts an error that an earlier error explains. */
  void add_hidden_error() noexcept { ++hidden_; }
  /** Returns whether further errors of this file are only counted, so that formatting their texts
      is unnecessary. */
  bool is_full(std::string_view file) const;
  /** Remembers a file that was read, for callers that check the files themselves. */
  void note_file(std::string_view path) { read_.push_back(keep(path)); }
  const std::vector<std::string_view>& files() const noexcept { return read_; }
  /** Sorts the problems: files in the order in which they were met, then lines. Problems of a file
      as a whole come last, followed by the number of omitted problems. Call it once, after the last
      `add`. */
  void finish();

  /** Returns the number of errors, including hidden ones. */
  std::size_t errors() const noexcept { return counts_.errors + hidden_; }
  /** Returns the numbers of added problems, without hidden errors. */
  const Counts& counts() const noexcept { return counts_; }
  std::size_t size() const noexcept { return problems_.size(); }
  bool empty() const noexcept { return problems_.empty(); }
  const Problem& operator[](std::size_t i) const { return problems_[i]; }
  auto begin() const noexcept { return problems_.begin(); }
  auto end() const noexcept { return problems_.end(); }

 private:
  std::string_view keep(std::string_view text);

  std::unique_ptr<std::pmr::monotonic_buffer_resource> memory_ =
      std::make_unique<std::pmr::monotonic_buffer_resource>();
  std::vector<Problem> problems_;
  std::vector<std::string_view> read_;
  struct File {
    std::size_t rank;
    Counts counts = {};
  };
  std::pmr::map<std::string_view, File> files_{memory_.get()};
  Counts counts_;
  std::size_t hidden_ = 0;
};

/** Formats a problem for people: `FILE:LINE: text` or `FILE:LINE: warning: text`. A problem of a
    file as a whole has no line. */
std::string describe(const Problem& problem);

/** Logs each problem. Takes the problems by value so that their memory is freed, because there can
    be many. */
void log_problems(Problems problems);

}  // namespace fingerpost
