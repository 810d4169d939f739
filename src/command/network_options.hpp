// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "probe/fetch.hpp"
#include "probe/resolver.hpp"

namespace fingerpost {

/** The options of subcommands that use the network. */
struct NetworkOptions {
  /** The address of a DNS server; empty for the system's resolver. */
  std::string resolver = {};
  /** A file of trusted certificates; empty for the system's. */
  std::string ca = {};
};

/** Parses the options into `resolver` and `settings`. Returns an error, or an empty string. */
std::string read_network_options(const NetworkOptions& options, Resolver& resolver,
                                 FetchSettings& settings);

}  // namespace fingerpost
