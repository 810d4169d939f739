// SPDX-License-Identifier: MIT
#pragma once

#include <string>
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
  std::string file;
  /** Where in the file, and what: `provider example: imap: port: "99x" is not a port`. */
  std::string text;
};

using Problems = std::vector<Problem>;

void add_error(Problems& problems, std::string file, std::string text);

bool has_errors(const Problems& problems) noexcept;

/** One line for people: `FILE: text` or `FILE: warning: text`. */
std::string describe(const Problem& problem);

}  // namespace fingerpost
