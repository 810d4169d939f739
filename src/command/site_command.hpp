// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "command/dns_command.hpp"
#include "config/config_source.hpp"
#include "setup/sites.hpp"

namespace fingerpost {

/** The options of `site`. */
struct SiteOptions {
  const SiteServer* server = nullptr;
  RecordOptions records = {};
  /** The option after `fingerpost` in printed commands: empty, or ` -c FILE`. */
  std::string config_option = {};
};

/** Prints a site for the web server with the names that `names` prints, and says which are guessed.
    Returns EXIT_FAILURE if a domain is not served or has no target, EX_USAGE or EX_CONFIG. */
int site(const ConfigSource& config, const SiteOptions& options, const Output& output);

}  // namespace fingerpost
