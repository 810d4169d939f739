// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mapd/backend_pool.hpp"

namespace fingerpost {

/** A map that is to be served. */
struct ServedMap {
  /** The name by which it is asked: Map::text. */
  std::string name;
  OpenBackend open;
};

}  // namespace fingerpost
