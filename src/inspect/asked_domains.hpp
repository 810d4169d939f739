// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "inspect/findings.hpp"

namespace fingerpost {

/** Returns the domains to look up on the network: the first ten known so far or, if none is known,
    the domain of the mail server's own name. */
std::vector<Domain> domains_to_look_up(const InspectSettings& settings, const Inspection& so_far);

}  // namespace fingerpost
