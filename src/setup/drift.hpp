// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "inspect/findings.hpp"
#include "model/catalog.hpp"
#include "model/lookup.hpp"
#include "setup/difference.hpp"

namespace fingerpost {

/** Compares a configuration with what sources say of the mail server that it is for. Only what breaks
    a client or leaves people out is a difference: other ports, methods or maps than `fingerpost init`
    would choose are the administrator's choice. What no source knows is passed over, and so are
    published findings. `lookups` says which domains are in the maps of the configuration. */
std::vector<Difference> find_drift(const Catalog& catalog, const Inspection& found,
                                   Lookups& lookups);

}  // namespace fingerpost
