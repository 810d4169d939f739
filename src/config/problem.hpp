// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
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
    /** Legal, but some client is bitten. */
    warning
  };

  Severity severity;
  std::string_view file;
  /** Where in the file, and what: `provider example: imap: port: "99x" is not a port`. */
  std::string_view text;
};

/** All of them, in the order in which they were found. Their texts lie apart from what is loaded
    meanwhile, which would be full of holes once they are gone. */
class Problems {
 public:
  /** Copies the texts. */
  void add(Problem::Severity severity, std::string_view file, std::string_view text);
  void add_error(std::string_view file, std::string_view text);

  /** How many are errors. */
  std::size_t errors() const noexcept { return errors_; }
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
  std::size_t errors_ = 0;
};

/** One line for people: `FILE: text` or `FILE: warning: text`. */
std::string describe(const Problem& problem);

}  // namespace fingerpost
