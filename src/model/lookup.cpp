// SPDX-License-Identifier: MIT
#include "model/lookup.hpp"

namespace fingerpost {

MapAnswer look_up(const Map& map, std::string_view key, Lookups& lookups) {
  if (!map.content) return lookups.look_up(map, key);
  const auto value = map.content->find(key);
  return value ? MapAnswer{MapAnswer::Kind::found, *value} : MapAnswer{};
}

}  // namespace fingerpost
