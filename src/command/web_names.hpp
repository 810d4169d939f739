// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "command/dns_command.hpp"

namespace fingerpost {

/** The host names that lead clients to the web server. */
struct WebNames {
  /** Those of the certificate, in the order of the domains, each once. */
  std::vector<std::string> hosts;
  /** The hosts that are assumed to be the web server, each once. */
  std::vector<std::string> guesses;
  /** The domains without names: no target is given, and none can be guessed. */
  std::vector<std::string> lacking;
};

/** Collects the names of all domains of the plan. */
WebNames collect_names(const RecordPlan& plan, const State& state, Lookups& lookups);

/** Returns the name of the certificate. That of some domains must not replace that of all. */
std::string certificate_name(const RecordOptions& options, const RecordPlan& plan);

}  // namespace fingerpost
