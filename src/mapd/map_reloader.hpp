// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "config/problem.hpp"
#include "mapd/map_server.hpp"
#include "mapd/served_map.hpp"
#include "process/pool.hpp"
#include "process/service_manager.hpp"

namespace fingerpost {

/** What fingerpost-mapd takes from a configuration. */
struct LoadedMaps {
  /** Nothing if there is an error among the problems. */
  std::optional<std::vector<ServedMap>> maps = {};
  LogLevel log_level = LogLevel::info;
  /** Where to listen if no socket is handed over. */
  std::string socket = {};
  /** Errors of the configuration, and problems of the maps' files. */
  Problems problems = {};
};

/** Loads a configuration, but not the key that signs, and the files of its maps. fingerpostd tells
    the warnings of the configuration. Throws only bad_alloc. */
LoadedMaps load_maps(const std::string& path);

/** Returns the counts for the log, such as `maps: 2`. */
std::string summary(const std::vector<ServedMap>& maps);

/** Loads the maps anew when asked, and gives them to the server; if there is an error, the old ones
    stay. Loading has a thread of its own. For the loop's thread only. */
class MapReloader {
 public:
  /** `server` and `manager` must outlive the reloader. Throws Error. */
  MapReloader(Loop& loop, std::string path, MapServer& server, const ServiceManager& manager);
  /** Waits for a reload that is running. */
  ~MapReloader() = default;
  MapReloader(const MapReloader&) = delete;
  MapReloader& operator=(const MapReloader&) = delete;

  /** Starts the thread, on the terms of Pool::start(). */
  void start() { pool_.start(1); }
  /** Asks for a reload and returns at once. It begins after one that is running; several requests
      meanwhile become one. */
  void ask() noexcept;
  /** Prevents further reloads and messages to the service manager. */
  void stop() noexcept { stopping_ = true; }
  /** Whether a reload is running. */
  bool is_busy() const noexcept { return !pool_.is_idle(); }

 private:
  class Loading;

  void end() noexcept;

  const std::string path_;
  MapServer& server_;
  const ServiceManager& manager_;
  Pool pool_;
  bool asked_ = false;
  bool stopping_ = false;
};

}  // namespace fingerpost
