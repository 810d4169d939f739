// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "lookup/asked_map.hpp"
#include "lookup/map_cache.hpp"
#include "lookup/map_limits.hpp"
#include "lookup/waiter.hpp"
#include "lookup/waiting_room.hpp"
#include "model/lookup.hpp"
#include "process/loop.hpp"

namespace fingerpost {

/** Queries maps whose reader is not `text`, and caches their answers. After half of an answer's
    lifetime it queries the map again in the background; once the answer has expired, lookups wait
    for the new one. When a map fails, the last answers are used for a day, and the map is queried
    again after growing pauses (BackOff). There is at most one question at a time for each key of a
    map, however many waiters it has, and none takes longer than `MapLimits::answer`.

    A map fails if it does not answer a question, unless it has answered another one since then: in
    that case only the key failed, and is not queried for the first pause. A temporary failure may
    also be the fault of the key, which a stranger chose, so the map fails only if a harmless key
    fails as well.

    The log says when a map begins to fail, when it works again, and, at most once a minute, that a
    server refuses a key; it never holds a key or a value. Everything happens in the loop's
    thread. */
class MapClient {
 public:
  using Time = Loop::Clock::time_point;

  /** `memory` is the size of the cache in bytes (MapCache). The loop must outlive this object.
      Throws bad_alloc. */
  MapClient(Loop& loop, std::size_t memory, const MapLimits& limits = {},
            const CacheTimes& times = {});
  MapClient(const MapClient&) = delete;
  MapClient& operator=(const MapClient&) = delete;

  /** Returns the answer of a map for a key, and queries the map if needed. If the result is
      `pending`, the waiter waits for the answer; otherwise it waits for nothing, even if it was
      waiting before. A key that is too long or has control characters is absent, and the map is not
      queried. A value is valid until the next lookup or the next round of the loop. Throws only
      bad_alloc. */
  MapAnswer look_up(const Map& map, std::string_view key, Waiter& waiter, Time now);

  /** Forgets all maps except these, the maps of a new configuration. Waiters for the other maps are
      notified to look up again. A map that returns later starts afresh. */
  void retain(std::span<const Map* const> maps) noexcept;

  /** Returns the reason why the last failed question failed, for the log and the administrator; it
      contains neither key nor value. Empty if the map has answered since then or was never queried.
      It is valid until the next round of the loop. */
  std::string_view failure(const Map& map) const noexcept;
  /** Returns the counts of a map; zeros if it was never queried. */
  MapCounts counts(const Map& map) const noexcept;
  /** Whether the map answered when it was last queried, or was never queried. */
  bool works(const Map& map) const noexcept;
  /** Returns the cache. */
  const MapCache& cache() const noexcept { return cache_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };

  /** Returns the entry of a map; creates it if needed. */
  AskedMap& asked_map(const Map& map);
  const AskedMap* find(const Map& map) const noexcept;

  Loop& loop_;
  const MapLimits limits_;
  MapCache cache_;
  WaitingRoom room_;
  MapCache::MapId last_id_ = 0;
  std::unordered_map<std::string, AskedMap, Hash, std::equal_to<>> maps_;
};

}  // namespace fingerpost
