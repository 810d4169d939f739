// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "command/network_options.hpp"
#include "command/terminal.hpp"

namespace fingerpost {

/** The options of `init`. */
struct InitOptions {
  /** The domains to serve; empty for all that are found. */
  std::vector<std::string> domains;
  /** The mail server, if it is another machine; empty for this one. */
  std::string host;
  /** Whether to put the configuration in place. */
  bool write = false;
  NetworkOptions network;
  /** What follows `fingerpost` in the commands that are printed: empty, or ` -c FILE`. */
  std::string config_option;
};

/** Finds out how the mail server is set up and prints a configuration, with what it goes by on each
    line, on standard output, and what to know and to do next on standard error; or puts the configuration
    in place. Returns EXIT_FAILURE if something is missing in it, EX_USAGE, or EX_CANTCREAT if it was not
    put in place. */
int init(const std::string& config, const InitOptions& options, const Output& output);

}  // namespace fingerpost
