// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "model/catalog.hpp"

namespace fingerpost {

/** What came of asking a map. */
struct MapVisit {
  const Map* map;
  bool good;
  /** What it answered, or why it did not. */
  std::string text;
  /** How long it took; zero for a map of text, which is not asked. */
  std::chrono::duration<double> time = {};
};

/** Asks each map once, for a domain or an address that cannot exist, and waits for the answers. */
std::vector<MapVisit> visit_maps(const Catalog& catalog);

}  // namespace fingerpost
