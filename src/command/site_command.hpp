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
  /** What follows `fingerpost` in the commands that are printed: empty, or ` -c FILE`. */
  std::string config_option = {};
};

/** Prints a site for the web server with the names that `names` prints, and says what is guessed.
    Returns EXIT_FAILURE if a domain is not served or has no target, EX_USAGE or EX_CONFIG. */
int site(const ConfigSource& config, const SiteOptions& options, const Output& output);

}  // namespace fingerpost
