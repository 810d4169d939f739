// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "config/config_source.hpp"
#include "config/problem.hpp"
#include "mapd/map_server.hpp"
#include "mapd/served_map.hpp"
#include "process/reload_thread.hpp"
#include "process/service_manager.hpp"

namespace fingerpost {

/** What fingerpost-mapd takes from a configuration. */
struct LoadedMaps {
  /** Nothing if there is an error among the problems. */
  std::optional<std::vector<ServedMap>> maps = {};
  LogLevel log_level = LogLevel::info;
  LogFormat log_format = LogFormat::text;
  /** Where to listen if no socket is handed over. */
  std::string socket = {};
  /** Errors of the configuration, and problems of the maps' files. */
  Problems problems = {};
};

/** Loads a configuration, but not the key that signs, and the files of its maps. fingerpostd tells
    the warnings of the configuration. Throws only bad_alloc. */
LoadedMaps load_maps(const ConfigSource& source);

/** Returns the counts for the log, such as `maps: 2`. */
std::string summary(const std::vector<ServedMap>& maps);

/** Loads the maps anew when asked, and gives them to the server; if there is an error, the old ones
    stay. Loading has a thread of its own. For the loop's thread only. */
class MapReloader {
 public:
  /** `server` and `manager` must outlive the reloader. Throws Error. */
  MapReloader(Loop& loop, ConfigSource source, MapServer& server, const ServiceManager& manager);
  /** Waits for a reload that is running. */
  ~MapReloader() = default;
  MapReloader(const MapReloader&) = delete;
  MapReloader& operator=(const MapReloader&) = delete;

  /** See ReloadThread. */
  void start() { thread_.start(); }
  void ask() noexcept { thread_.ask(); }
  void stop() noexcept { thread_.stop(); }
  bool is_busy() const noexcept { return thread_.is_busy(); }

 private:
  class Loading;

  const ConfigSource source_;
  /** What messages call it. */
  const std::string name_;
  MapServer& server_;
  /** The last member, so that its thread ends first. */
  ReloadThread thread_;
};

}  // namespace fingerpost
