// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "command/terminal.hpp"

namespace fingerpost {

/** Prints every error and warning of a configuration, then what it serves. EX_CONFIG if it has an
    error. */
int check(const std::string& config, const Output& output);

}  // namespace fingerpost
