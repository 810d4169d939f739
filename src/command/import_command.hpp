// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "command/terminal.hpp"

namespace fingerpost {

struct ImportOptions {
  std::vector<std::string> files;
  /** Domains for providers whose file names none. */
  std::vector<std::string> domains = {};
};

/** Prints the configuration that other software's files come to, and on standard error what could
    not be taken over. Returns EXIT_FAILURE if a file was refused, which does not hinder the others,
    if no provider came of all, or if a domain is still to be written into one: with EX_OK, the
    configuration can be loaded. EX_USAGE for a domain that is not one. */
int import_configuration(const ImportOptions& options, const Output& output);

}  // namespace fingerpost
