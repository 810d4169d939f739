// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "config/node.hpp"
#include "config/value.hpp"
#include "model/catalog.hpp"

namespace fingerpost {

/** Parses `TYPE:NAME`, without a `proxy:` before it. Opens no file and does not change the path. */
Value<Map> parse_map(std::string_view text);

/** Returns the map that a setting names as `TYPE:NAME`, without a `proxy:` before it. Adds it to
    the catalog unless that has a map with the same text. A path is relative to the file of the
    setting. Reads the file of a text map, which must be readable, but opens no other map. Returns
    null after reporting an error. */
const Map* read_map(const Node& node, Catalog& catalog);

}  // namespace fingerpost
