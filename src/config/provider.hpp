// SPDX-License-Identifier: MIT
#pragma once

#include <memory_resource>
#include <string>
#include <unordered_map>

#include "config/node.hpp"
#include "model/catalog.hpp"

namespace fingerpost {

/** Provider key -> the `FILE:LINE` where it begins. */
using ProviderPlaces = std::pmr::unordered_map<std::pmr::string, std::pmr::string>;

/** Reads a `provider` block, whose node is named, into a new provider of the catalog. Catalog and
    node get what is there even if something is wrong with it. Messages about a domain that another
    provider has name the place of that. */
void read_provider(const Node& node, Catalog& catalog, const ProviderPlaces& places);

}  // namespace fingerpost
