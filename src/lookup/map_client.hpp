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

/** Asks maps whose reader is not `text`, and remembers what they say. From half of the time of an
    answer on, it asks again in the background; after its time, those who look up wait for the new
    one. When a map fails, the last answers are used for a day, and the map is asked again after a
    pause that grows (BackOff). There is one question at a time for a key of a map, however many wait
    for it, and none takes longer than `MapLimits::answer`.

    A map fails if it gives no answer, unless it has answered another question since: then only the key
    failed, and is not asked for the first pause. A temporary failure, too, may be due to the key, which
    a stranger has chosen: then the map fails only if a harmless key fails as well.

    The log says when a map begins to fail and when it works again, and at most once a minute that a
    server refuses a key; it never holds a key or a value.
    Everything happens in the loop's thread. */
class MapClient {
 public:
  using Time = Loop::Clock::time_point;

  /** `memory` is for the answers, in bytes (MapCache). The loop must outlive it. Throws
      bad_alloc. */
  MapClient(Loop& loop, std::size_t memory, const MapLimits& limits = {},
            const CacheTimes& times = {});
  MapClient(const MapClient&) = delete;
  MapClient& operator=(const MapClient&) = delete;

  /** Returns what the map says of a key, and asks it if needed. If that is `pending`, the waiter
      waits for it; otherwise it does not wait, whatever it waited for before. A key with control
      characters, or one that is too long, is absent without asking. A value lives until the next
      lookup or the next round of the loop. Throws only bad_alloc. */
  MapAnswer look_up(const Map& map, std::string_view key, Waiter& waiter, Time now);

  /** Forgets all maps but these: those of a new configuration. Those who wait for others are told
      to look up again. One that comes back later is asked anew. */
  void retain(std::span<const Map* const> maps) noexcept;

  /** Returns why the last question that failed did so, in words for the log and the administrator,
      which hold neither key nor value; empty if the map has answered since, or was never asked. It
      lives until the next round of the loop. */
  std::string_view failure(const Map& map) const noexcept;
  /** Returns the counts of a map; zeros if it was never asked. */
  MapCounts counts(const Map& map) const noexcept;
  /** Whether the map answered when it was last asked, or was never asked. */
  bool works(const Map& map) const noexcept;
  /** Returns what it remembers. */
  const MapCache& cache() const noexcept { return cache_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };

  /** Returns the map's entry, new if there is none. */
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
