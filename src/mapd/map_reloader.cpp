// SPDX-License-Identifier: MIT
#include "mapd/map_reloader.hpp"

#include <fmt/format.h>

#include <memory>
#include <new>
#include <utility>

#include "base/memory.hpp"
#include "config/load.hpp"

namespace fingerpost {

LoadedMaps load_maps(const ConfigSource& source) {
  LoadedMaps maps;
  {
    Loaded loaded = load_configuration(source, false);
    for (const Problem& problem : loaded.problems)
      if (problem.severity == Problem::Severity::error)
        maps.problems.add_error(problem.file, problem.line, problem.text);
    maps.log_level = loaded.settings.log_level;
    maps.log_format = loaded.settings.log_format;
    maps.socket = std::move(loaded.settings.maps_socket);
    if (loaded.state) maps.maps = read_served_maps(loaded.state->catalog, maps.problems);
  }
  // The providers and their domains have just been freed.
  return_freed_memory();
  maps.problems.finish();
  if (maps.problems.errors() > 0) maps.maps.reset();
  return maps;
}

std::string summary(const std::vector<ServedMap>& maps) {
  return maps.empty() ? fmt::format("no maps: the configuration has none of the types {}",
                                    list_served_types())
                      : fmt::format("maps: {}", maps.size());
}

/** The task that loads the maps and then installs them in the server. */
class MapReloader::Loading final : public Task {
 public:
  explicit Loading(MapReloader& reloader) : reloader_(reloader) {}

 private:
  void run() noexcept override try {
    LoadedMaps loaded = load_maps(reloader_.source_);
    log_problems(std::move(loaded.problems));
    maps_ = std::move(loaded.maps);
    log_level_ = loaded.log_level;
    log_format_ = loaded.log_format;
  } catch (const std::bad_alloc&) {
    log_line(LogLevel::error, "out of memory");
  }

  void finish() noexcept override {
    try {
      if (maps_)
        replace();
      else
        log(LogLevel::error, "{}: not reloaded, the old maps stay", reloader_.name_);
    } catch (const std::exception& error) {
      log(LogLevel::error, "{}: not reloaded: {}", reloader_.name_, error.what());
    }
    reloader_.thread_.end();
  }

  void replace() {
    reloader_.server_.replace_maps(*maps_);
    set_log_level(log_level_);
    set_log_format(log_format_);
    log(LogLevel::info, "reloaded, {}", summary(*maps_));
  }

  MapReloader& reloader_;
  std::optional<std::vector<ServedMap>> maps_;
  LogLevel log_level_ = LogLevel::info;
  LogFormat log_format_ = LogFormat::text;
};

MapReloader::MapReloader(Loop& loop, ConfigSource source, MapServer& server,
                         const ServiceManager& manager)
    : source_(std::move(source)),
      name_(name_of(source_)),
      server_(server),
      thread_(loop, name_, manager, [this] { return std::make_unique<Loading>(*this); }) {}

}  // namespace fingerpost
