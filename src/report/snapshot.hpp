// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "lookup/asked_map.hpp"
#include "model/state.hpp"
#include "report/counts.hpp"

namespace fingerpost {

/** A map that is asked, at one moment. */
struct MapSnapshot {
  /** As the configuration has it: type and name. */
  std::string_view name;
  bool works;
  /** Why the last question failed; see MapClient::failure(). */
  std::string_view failure;
  MapCounts counts;
};

/** The server at one moment: all that a report says. It holds numbers, and words of the configuration,
    but nothing of a request. */
struct Snapshot {
  const Counts& counts;
  const State& state;

  std::size_t connections;
  /** Requests that wait for a map. */
  std::size_t waiting;
  /** Bytes that unfinished requests and untaken answers hold, and their limit. */
  std::size_t request_memory;
  std::size_t request_memory_limit;

  std::vector<MapSnapshot> maps;
  /** What maps have said: how much is remembered, in bytes, and its limit. */
  std::size_t cache_entries;
  std::size_t cache_memory;
  std::size_t cache_memory_limit;
};

}  // namespace fingerpost
