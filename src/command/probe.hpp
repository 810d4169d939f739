// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "command/terminal.hpp"

namespace fingerpost {

struct ProbeOptions {
  /** A domain or an address. */
  std::string subject;
  /** Empty for the system's. */
  std::string resolver;
  /** `HOST:PORT`; empty for where DNS leads. */
  std::string connect;
  /** Empty for the system's. */
  std::string ca;
};

/** Asks the world as mail clients do and prints what is to be mended. EXIT_FAILURE if something is.
    A configuration that was not asked for by name may be missing. */
int probe(const std::string& config, bool config_given, const ProbeOptions& options,
          const Output& output);

}  // namespace fingerpost
