// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mapd/backend_pool.hpp"

namespace fingerpost {

/** A map that is to be served. */
struct ServedMap {
  /** The name by which it is asked: Map::text. */
  std::string name;
  /** The content of its file of parameters. A map with the same name and content is the same. */
  std::string content;
  OpenBackend open;
};

}  // namespace fingerpost
