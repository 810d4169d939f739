// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/node.hpp"
#include "config/problem.hpp"

namespace fingerpost {

/** Reads a file in PropertyTree's INFO format and records where each setting begins. Returns
    nothing if the file cannot be read or parsed, and reports why. Also reports text that the format
    would read differently from what was meant (see `scan_info`). */
std::optional<Node::Tree> read_info_file(const std::string& path, Problems& problems);

/** Does the same with a text in UTF-8, whose name in messages is `name`. */
std::optional<Node::Tree> read_info_text(std::string_view text, const std::string& name,
                                         Problems& problems);

}  // namespace fingerpost
