// SPDX-License-Identifier: MIT
#pragma once

#include "config/node.hpp"
#include "model/catalog.hpp"

namespace fingerpost {

/** Returns the map that a setting names, `TYPE:NAME`, with `proxy:` before it taken off. The catalog
    gets it unless it has one with the same text. A path is relative to the file of the setting. The
    file of a map of text is read, and must be readable; that of other maps is not opened. Returns
    null if an error was reported. */
const Map* read_map(const Node& node, Catalog& catalog);

}  // namespace fingerpost
