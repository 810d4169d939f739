// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace fingerpost {

/** The whole content, or the words for what hindered reading it. */
tl::expected<std::string, std::string> read_file(const std::string& path);

}  // namespace fingerpost
