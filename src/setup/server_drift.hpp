// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "inspect/findings.hpp"
#include "model/catalog.hpp"
#include "setup/difference.hpp"

namespace fingerpost {

/** Adds servers in the configuration that the mail server does not have, or has with other
    settings. */
void add_server_drift(const Catalog& catalog, const Inspection& found,
                      std::vector<Difference>& differences);

}  // namespace fingerpost
