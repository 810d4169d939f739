// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "command/dns_command.hpp"

namespace fingerpost {

/** The host names by which clients reach the web server. */
struct WebNames {
  /** The names for the certificate, in the order of the domains, without duplicates. */
  std::vector<std::string> hosts;
  /** The hosts assumed to be the web server, without duplicates. */
  std::vector<std::string> guesses;
  /** The domains without names, because no target was given and none can be guessed. */
  std::vector<std::string> without_target;
};

/** Collects the names for all domains in the plan. */
WebNames collect_names(const RecordPlan& plan, const State& state, Lookups& lookups);

/** Returns the name of the certificate. A certificate for selected domains has its own name, so
    that it does not replace the one for all domains. */
std::string certificate_name(const RecordOptions& options, const RecordPlan& plan);

}  // namespace fingerpost
