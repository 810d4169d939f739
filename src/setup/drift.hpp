// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "inspect/findings.hpp"
#include "model/catalog.hpp"
#include "model/lookup.hpp"
#include "setup/difference.hpp"

namespace fingerpost {

/** Compares a configuration with the mail server that it is for. Returns only differences that
    break clients or leave users out; if `fingerpost init` would choose other ports, methods or
    maps, the configuration counts as the administrator's choice. Skips what no source knows, and
    published findings. `lookups` finds domains in the maps of the configuration. */
std::vector<Difference> find_drift(const Catalog& catalog, const Inspection& found,
                                   Lookups& lookups);

}  // namespace fingerpost
