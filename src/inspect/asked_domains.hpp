// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "inspect/findings.hpp"

namespace fingerpost {

/** Returns the domains that are looked up on the network: the first ten of those that are known so
    far; if there are none, the one that the mail server's name is in. */
std::vector<Domain> domains_to_look_up(const InspectSettings& settings, const Inspection& so_far);

}  // namespace fingerpost
