// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "command/network_options.hpp"
#include "command/terminal.hpp"

namespace fingerpost {

/** The options of `init`. */
struct InitOptions {
  /** The domains to serve; empty for all domains found. */
  std::vector<std::string> domains;
  /** The mail server; empty if it is this machine. */
  std::string host;
  /** Whether to install the configuration. */
  bool write = false;
  NetworkOptions network;
  /** The option after `fingerpost` in printed commands: empty, or ` -c FILE`. */
  std::string config_option;
};

/** Inspects the mail server and prints a configuration with the evidence for each line on standard
    output, and remarks and next steps on standard error; or installs the configuration. Returns
    EXIT_FAILURE if something is missing in it, EX_USAGE, or EX_CANTCREAT if it could not be
    installed. */
int init(const std::string& config, const InitOptions& options, const Output& output);

}  // namespace fingerpost
