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

/** The part of a configuration that fingerpost-mapd uses. */
struct LoadedMaps {
  /** The maps; nothing if one of the problems is an error. */
  std::optional<std::vector<ServedMap>> maps = {};
  LogLevel log_level = LogLevel::info;
  LogFormat log_format = LogFormat::text;
  /** The path of the socket to listen on if none is inherited. */
  std::string socket = {};
  /** Errors in the configuration, and errors and warnings about the maps' files. */
  Problems problems = {};
};

/** Loads a configuration without its signing key, and the files of its maps. Leaves out the
    configuration's warnings because fingerpostd reports them. Throws only bad_alloc. */
LoadedMaps load_maps(const ConfigSource& source);

/** Returns a summary for the log, such as `maps: 2`. */
std::string summary(const std::vector<ServedMap>& maps);

/** Reloads the maps on request and passes them to the server. After an error, the old maps stay.
    Loading runs in its own thread. Call only from the loop's thread. */
class MapReloader {
 public:
  /** `server` and `manager` must outlive the reloader. Throws Error. */
  MapReloader(Loop& loop, ConfigSource source, MapServer& server, const ServiceManager& manager);
  /** Waits for a reload that is running. */
  ~MapReloader() = default;
  MapReloader(const MapReloader&) = delete;
  MapReloader& operator=(const MapReloader&) = delete;

  /** These work like the functions of ReloadThread. */
  void start() { thread_.start(); }
  void ask() noexcept { thread_.ask(); }
  void stop() noexcept { thread_.stop(); }
  bool is_busy() const noexcept { return thread_.is_busy(); }

 private:
  class Loading;

  const ConfigSource source_;
  /** The name of the configuration in messages. */
  const std::string name_;
  MapServer& server_;
  /** The last member, so that its thread ends before the others are destroyed. */
  ReloadThread thread_;
};

}  // namespace fingerpost
