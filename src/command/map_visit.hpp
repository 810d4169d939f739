// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "model/catalog.hpp"

namespace fingerpost {

/** The result of querying a map. */
struct MapVisit {
  const Map* map;
  bool good;
  /** What it answered, or why it failed. */
  std::string text;
  /** How long it took; zero for a text map, which is in memory. */
  std::chrono::duration<double> time = {};
};

/** Queries each map once, for a domain or an address that cannot exist, and waits for the
    answers. */
std::vector<MapVisit> visit_maps(const Catalog& catalog);

}  // namespace fingerpost
