// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "lookup/asked_map.hpp"
#include "model/state.hpp"
#include "report/counts.hpp"

namespace fingerpost {

/** The state of a map over a socket, at one moment. */
struct MapSnapshot {
  /** The type and name, as in the configuration. */
  std::string_view name;
  bool works;
  /** The reason why the last question failed; see MapClient::failure(). */
  std::string_view failure;
  MapCounts counts;
};

/** The state of the server at one moment: everything that a report contains. Holds numbers and
    texts of the configuration, but nothing from a request. */
struct Snapshot {
  const Counts& counts;
  const State& state;

  std::size_t connections;
  /** The number of requests that wait for a map. */
  std::size_t waiting;
  /** The bytes that unfinished requests and unread answers hold, and their limit. */
  std::size_t request_memory;
  std::size_t request_memory_limit;

  std::vector<MapSnapshot> maps;
  /** The cached answers of maps: their number, their bytes, and the limit in bytes. */
  std::size_t cache_entries;
  std::size_t cache_memory;
  std::size_t cache_memory_limit;
};

}  // namespace fingerpost
