// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "command/terminal.hpp"
#include "config/config_source.hpp"

namespace fingerpost {

struct CheckOptions {
  /** Whether warnings affect the exit status. */
  bool strict = false;
  /** Whether to ask each map. */
  bool maps = false;
  /** Whether to compare the configuration with the mail server on this machine. */
  bool server = false;
  /** The command line that calls this tool for the same configuration. */
  std::string command = "fingerpost";
};

/** Prints every error and warning of a configuration and of the files of its maps, including files
    that the service could not read, then what it serves and what to do next. Returns EX_CONFIG if
    there is an error, and 1 if a map that was asked failed, or if there is a warning and `strict` is
    set; what differs from the mail server is one. */
int check(const ConfigSource& config, const CheckOptions& own, const Output& output);

}  // namespace fingerpost
