// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "config/node.hpp"
#include "config/value.hpp"
#include "model/catalog.hpp"

namespace fingerpost {

/** Parses `TYPE:NAME`, with `proxy:` before it taken off. Opens nothing, and leaves the path of a
    file as it is. */
Value<Map> parse_map(std::string_view text);

/** Returns the map that a setting names, `TYPE:NAME`, with `proxy:` before it taken off. The catalog
    gets it unless it has one with the same text. A path is relative to the file of the setting. The
    file of a map of text is read, and must be readable; that of other maps is not opened. Returns
    null if an error was reported. */
const Map* read_map(const Node& node, Catalog& catalog);

}  // namespace fingerpost
