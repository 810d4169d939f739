// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "inspect/findings.hpp"
#include "model/catalog.hpp"
#include "model/lookup.hpp"
#include "setup/difference.hpp"

namespace fingerpost {

/** Adds domains with mailboxes that no provider serves, served domains without mailboxes, and maps
    of domains that have a different name in the mail server's configuration. */
void add_domain_drift(const Catalog& catalog, const Inspection& found, Lookups& lookups,
                      std::vector<Difference>& differences);

}  // namespace fingerpost
