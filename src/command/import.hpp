// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "command/terminal.hpp"

namespace fingerpost {

/** Prints the configuration that other software's files come to, and on standard error what could
    not be taken over. */
int import_configuration(const std::vector<std::string>& files, const Output& output);

}  // namespace fingerpost
