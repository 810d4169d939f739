// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "config/config_source.hpp"
#include "config/problem.hpp"
#include "config/settings.hpp"

namespace fingerpost {

/** Returns the variable of a setting: FINGERPOST_LOG_LEVEL for `log-level`. */
std::string variable_name(std::string_view setting);

/** Reads the variables into `draft`, by the tables of settings: those of the process that no file
    has set, and if `whole`, those of a provider. They are a configuration of their own then, so an
    unknown variable is an error. Otherwise warns that those of a provider are ignored. A value is
    what a file has for the setting, and can set no other. Messages name the variable. */
void read_environment(const ConfigSource& source, bool whole, Configuration& draft,
                      Problems& problems);

}  // namespace fingerpost
