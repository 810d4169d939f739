// SPDX-License-Identifier: MIT
#pragma once

#include "config/node.hpp"
#include "model/catalog.hpp"

namespace fingerpost {

/** Reads a `provider` block, whose node is named, into a new provider of the catalog. Catalog and
    node get what is there even if something is wrong with it. */
void read_provider(const Node& node, Catalog& catalog);

}  // namespace fingerpost
