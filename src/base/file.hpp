// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace fingerpost {

/** The whole content, or the words for what hindered reading it. More than 64 MiB, which is room
    for three million domains, are refused: a file that never ends must not take all the memory. */
tl::expected<std::string, std::string> read_file(const std::string& path);

/** Reads descriptor 0 to its end, with the same limit. */
tl::expected<std::string, std::string> read_standard_input();

}  // namespace fingerpost
