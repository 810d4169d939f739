// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "probe/fetch.hpp"
#include "probe/resolver.hpp"

namespace fingerpost {

/** The options of the subcommands that ask the network. */
struct NetworkOptions {
  /** The address of a DNS server; empty for the system's. */
  std::string resolver = {};
  /** A file of trusted certificates; empty for the system's. */
  std::string ca = {};
};

/** Reads the options into `resolver` and `settings`. Returns what is wrong with them, or nothing. */
std::string read_network_options(const NetworkOptions& options, Resolver& resolver,
                                 FetchSettings& settings);

}  // namespace fingerpost
