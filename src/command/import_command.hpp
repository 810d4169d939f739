// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "command/terminal.hpp"

namespace fingerpost {

struct ImportOptions {
  std::vector<std::string> files;
  /** Domains for providers whose file contains none. */
  std::vector<std::string> domains = {};
};

/** Converts other software's files to a configuration and prints it; prints on standard error what
    could not be converted. Returns EXIT_FAILURE if a file was rejected (the others are still
    converted), if there is no provider, or if a provider still lacks a domain; after EX_OK the
    configuration can be loaded. Returns EX_USAGE for an invalid domain. */
int import_configuration(const ImportOptions& options, const Output& output);

}  // namespace fingerpost
