// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "config/config_source.hpp"
#include "model/state.hpp"

namespace fingerpost {

/** Loads the configuration for a subcommand that needs a valid one. If it has errors, prints them
    on standard error and returns null. Does not print warnings; `check` does. */
std::shared_ptr<const State> load_or_explain(const ConfigSource& config);

/** Prints `fingerpost: text` on standard error. */
void complain(std::string_view text);

/** Prints the same for a usage error. Returns EX_USAGE. */
int usage_error(std::string_view text);

}  // namespace fingerpost
