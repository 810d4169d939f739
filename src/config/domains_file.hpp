// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "config/node.hpp"

namespace fingerpost {

/** Reads the file that `node` names, relative to the file it stands in: a domain a line; what
    follows `;` or `#` is a comment. `add` gets each domain as written, and says what is wrong with
    it, if anything is. Each complaint is reported as `PATH:LINE: …` of the file that is read. */
void read_domains_file(const Node& node,
                       const std::function<std::optional<std::string>(std::string_view)>& add);

}  // namespace fingerpost
