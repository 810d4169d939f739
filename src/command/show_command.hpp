// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "client/question.hpp"
#include "command/terminal.hpp"
#include "config/config_source.hpp"

namespace fingerpost {

struct ShowOptions {
  std::string address;
  /** The client whose answer to print; nothing to print a table. */
  std::optional<ClientKind> as;
};

/** Prints the settings for an address; with `as`, exactly the bytes that a client of that kind
    gets. Returns EXIT_FAILURE if such a client gets an error. */
int show(const ConfigSource& config, const ShowOptions& options, const Output& output);

}  // namespace fingerpost
