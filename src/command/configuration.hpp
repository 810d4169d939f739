// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "config/config_source.hpp"
#include "model/state.hpp"

namespace fingerpost {

/** Loads the configuration for a subcommand that needs a good one. Returns null if it has errors,
    and prints them on standard error. `check` prints its warnings. */
std::shared_ptr<const State> load_or_explain(const ConfigSource& config);

/** Prints `fingerpost: text` on standard error. */
void complain(std::string_view text);

/** Does the same for a wrong command line. Returns EX_USAGE. */
int usage_error(std::string_view text);

}  // namespace fingerpost
