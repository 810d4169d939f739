// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "command/terminal.hpp"
#include "config/config_source.hpp"

namespace fingerpost {

struct CheckOptions {
  /** Whether warnings affect the exit status. */
  bool strict = false;
  /** Whether to query each map. */
  bool maps = false;
  /** Whether to compare the configuration with the mail server on this machine. */
  bool server = false;
  /** The command that runs this tool with the same configuration. */
  std::string command = "fingerpost";
};

/** Prints every error and warning about a configuration and the files of its maps, including files
    that the service cannot read, then what is served and what to do next. Returns EX_CONFIG if
    there is an error, and 1 if a queried map failed or if `strict` is set and there is a warning. A
    difference from the mail server is a warning. */
int check(const ConfigSource& config, const CheckOptions& own, const Output& output);

}  // namespace fingerpost
