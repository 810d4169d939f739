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
  /** The client whose answer to print; nothing for a table. */
  std::optional<ClientKind> as;
};

/** Prints the settings of an address. With `as` exactly the bytes that a client of that kind is
    sent. EXIT_FAILURE where such a client is refused. */
int show(const ConfigSource& config, const ShowOptions& options, const Output& output);

}  // namespace fingerpost
