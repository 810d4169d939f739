// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "inspect/findings.hpp"
#include "model/catalog.hpp"
#include "model/lookup.hpp"
#include "setup/difference.hpp"

namespace fingerpost {

/** Adds the domains that the mail server has mailboxes for and no provider serves, those that are
    served without mailboxes, and a map of domains that has another name in the mail server. */
void add_domain_drift(const Catalog& catalog, const Inspection& found, Lookups& lookups,
                      std::vector<Difference>& differences);

}  // namespace fingerpost
