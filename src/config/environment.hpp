// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "config/config_source.hpp"
#include "config/problem.hpp"
#include "config/settings.hpp"

namespace fingerpost {

/** Returns the name of a setting's variable: FINGERPOST_LOG_LEVEL for `log-level`. */
std::string variable_name(std::string_view setting);

/** Reads the variables into `draft`, using the tables of settings. Settings of the process count
    unless a file has set them. If `whole`, the variables are the entire configuration: settings
    of a provider count too, and unknown variables are errors. Otherwise warns that settings of a
    provider are ignored. A value has the same form as in a file and cannot set any other setting.
    Messages name the variable. */
void read_environment(const ConfigSource& source, bool whole, Configuration& draft,
                      Problems& problems);

}  // namespace fingerpost
