// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "config/problem.hpp"
#include "mapd/backend_pool.hpp"
#include "model/catalog.hpp"

namespace fingerpost {

/** A map that fingerpost-mapd serves. */
struct ServedMap {
  /** The name that clients ask for: Map::text. */
  std::string name;
  OpenBackend open;
};

/** Reads the parameter files of the maps that fingerpost-mapd serves, in the order of the catalog,
    and skips the other maps. Adds errors in a file, and missing drivers, to the problems. */
std::vector<ServedMap> read_served_maps(const Catalog& catalog, Problems& problems);

/** Returns the map types that fingerpost-mapd serves, separated by commas. */
std::string list_served_types();

}  // namespace fingerpost
