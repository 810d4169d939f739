// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "inspect/findings.hpp"
#include "model/catalog.hpp"
#include "setup/difference.hpp"

namespace fingerpost {

/** Adds where clients are told servers that the mail server does not have in that way. */
void add_server_drift(const Catalog& catalog, const Inspection& found,
                      std::vector<Difference>& differences);

}  // namespace fingerpost
