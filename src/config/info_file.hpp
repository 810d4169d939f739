// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "config/node.hpp"
#include "config/problem.hpp"

namespace fingerpost {

/** Reads a file in the INFO format of PropertyTree. What the format would read as something else
    than was meant is reported, each as `FILE:LINE: …`: a comment or an include that begins with
    `#`, a brace glued to a word. Nothing if the file cannot be read or parsed, which is reported
    too. */
std::optional<Node::Tree> read_info_file(const std::string& path, Problems& problems);

}  // namespace fingerpost
