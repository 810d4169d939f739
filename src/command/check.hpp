// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "command/terminal.hpp"

namespace fingerpost {

struct CheckOptions {
  /** Warnings count. */
  bool strict = false;
  /** How to call this tool for the same configuration. */
  std::string command = "fingerpost";
};

/** Prints every error and warning of a configuration, also of files that the service could not
    read, then what it serves and what to do next. Returns EX_CONFIG if it has an error, and 1 if
    it has a warning and those count. */
int check(const std::string& config, const CheckOptions& own, const Output& output);

}  // namespace fingerpost
