// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string_view>

#include "config/node.hpp"
#include "model/catalog.hpp"

namespace fingerpost {

/** Reads the file that `node` names, relative to the file it stands in: a domain a line, as in
    `domain`; what follows `;` or `#` is a comment. `add` gets each domain and how it was written.
    The first 20 wrong lines are reported, each as `PATH:LINE: …`, then how many more there are. */
void read_domains_file(const Node& node,
                       const std::function<void(DomainPattern, std::string_view)>& add);

}  // namespace fingerpost
