// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "command/network_options.hpp"
#include "command/terminal.hpp"
#include "config/config_source.hpp"

namespace fingerpost {

struct ProbeOptions {
  /** Domains or addresses. */
  std::vector<std::string> subjects;
  /** Whether to print only bad verdicts. */
  bool quiet = false;
  NetworkOptions network;
  /** Where to connect, as `HOST:PORT`; empty to follow DNS. */
  std::string connect;
};

/** Queries DNS, the URLs and the mail servers the way clients do, and prints what to fix. Returns
    EXIT_FAILURE if there is anything to fix for a subject. The configuration may be missing unless
    it was named on the command line. */
int probe(const ConfigSource& config, const ProbeOptions& options, const Output& output);

}  // namespace fingerpost
