// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "command/dns_command.hpp"
#include "config/config_source.hpp"
#include "setup/sites.hpp"

namespace fingerpost {

/** The options of `names`. */
struct NamesOptions {
  RecordOptions records;
  /** Whether to print the command that gets the certificate. */
  bool certbot = false;
  /** The web server that runs while certbot gets the certificate; null if unspecified. */
  const SiteServer* server = nullptr;
};

/** Prints the host names that the web server's certificate needs, one per line, and says which are
    guessed. Returns EXIT_FAILURE if a domain is not served or has no target, EX_USAGE or
    EX_CONFIG. */
int names(const ConfigSource& config, const NamesOptions& options, const Output& output);

}  // namespace fingerpost
