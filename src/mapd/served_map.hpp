// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "config/problem.hpp"
#include "mapd/backend_pool.hpp"
#include "model/catalog.hpp"

namespace fingerpost {

/** A map that is to be served. */
struct ServedMap {
  /** The name by which it is asked: Map::text. */
  std::string name;
  OpenBackend open;
};

/** Reads the files of parameters of those maps that fingerpost-mapd serves, in the order of the
    catalog, and passes over the others. What is wrong with a file, and a driver that is missing,
    becomes a problem at the file. */
std::vector<ServedMap> read_served_maps(const Catalog& catalog, Problems& problems);

/** Returns the types of the maps that fingerpost-mapd serves, with commas between them. */
std::string list_served_types();

}  // namespace fingerpost
