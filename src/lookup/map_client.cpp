// SPDX-License-Identifier: MIT
#include "lookup/map_client.hpp"

#include <algorithm>
#include <iterator>

namespace fingerpost {

MapClient::MapClient(Loop& loop, std::size_t memory, const MapLimits& limits,
                     const CacheTimes& times)
    : loop_(loop), limits_(limits), cache_(memory, times), room_(loop, limits_) {}

MapAnswer MapClient::look_up(const Map& map, std::string_view key, Waiter& waiter, Time now) {
  waiter.stop_waiting();
  return asked_map(map).look_up(key, waiter, now);
}

AskedMap& MapClient::asked_map(const Map& map) {
  auto place = maps_.find(std::string_view(map.text));
  MapCache::MapId id = place == maps_.end() ? ++last_id_ : place->second.id();
  if (place != maps_.end() && !place->second.asks(map)) {
    // The same map at another socket: its answers stay valid, its connections do not.
    maps_.erase(place);
    place = maps_.end();
  }
  if (place == maps_.end())
    place = maps_.try_emplace(map.text, loop_, map, id, limits_, cache_, room_).first;
  return place->second;
}

void MapClient::retain(std::span<const Map* const> maps) noexcept {
  for (auto place = maps_.begin(); place != maps_.end();) {
    const bool stays = std::any_of(maps.begin(), maps.end(),
                                   [&](const Map* const map) { return map->text == place->first; });
    place = stays ? std::next(place) : maps_.erase(place);
  }
}

const AskedMap* MapClient::find(const Map& map) const noexcept {
  const auto place = maps_.find(std::string_view(map.text));
  return place == maps_.end() ? nullptr : &place->second;
}

std::string_view MapClient::failure(const Map& map) const noexcept {
  const AskedMap* const asked = find(map);
  return asked ? asked->failure() : std::string_view();
}

bool MapClient::works(const Map& map) const noexcept {
  const AskedMap* const asked = find(map);
  return !asked || asked->works();
}

MapCounts MapClient::counts(const Map& map) const noexcept {
  const AskedMap* const asked = find(map);
  return asked ? asked->counts() : MapCounts();
}

}  // namespace fingerpost
