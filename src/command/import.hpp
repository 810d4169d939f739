// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "command/terminal.hpp"

namespace fingerpost {

/** Prints the configuration that other software's files come to, and on standard error what could
    not be taken over. EXIT_FAILURE if a file was refused, which does not hinder the others, or if
    no provider came of all. */
int import_configuration(const std::vector<std::string>& files, const Output& output);

}  // namespace fingerpost
