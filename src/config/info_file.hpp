// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "config/node.hpp"
#include "config/problem.hpp"

namespace fingerpost {

/** Reads a file in the INFO format of PropertyTree, and says of each setting where it begins.
    Nothing if the file cannot be read or parsed, which is reported; so is what the format would
    read as something else than was meant (see `scan_info`). */
std::optional<Node::Tree> read_info_file(const std::string& path, Problems& problems);

}  // namespace fingerpost
