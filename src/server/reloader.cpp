// SPDX-License-Identifier: MIT
#include "server/reloader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/memory.hpp"

namespace fingerpost {

std::string summary(const State& state) {
  return fmt::format("providers: {}, domains: {}", state.catalog.providers().size(),
                     state.catalog.domains());
}

bool asks_maps(const State& state) {
  const std::vector<const Map*> maps = state.catalog.maps();
  return std::any_of(maps.begin(), maps.end(), [](const Map* map) { return map->is_asked(); });
}

/** Loads the configuration. */
class Reloader::Loading final : public Task {
 public:
  explicit Loading(Reloader& reloader) : reloader_(reloader) {}

 private:
  void run() noexcept override {
    const std::string& name = reloader_.name_;
    try {
      Loaded loaded = load_configuration(reloader_.source_);
      warnings_ = loaded.problems.counts().warnings;
      log_problems(std::move(loaded.problems));
      if (!loaded.state)
        return log(LogLevel::error, "{}: not reloaded, the old configuration stays", name);
      warn_of_restart(loaded.settings, *loaded.state);
      // Made here because nothing must fail after the replacement.
      summary_ = summary(*loaded.state);
      log_level_ = loaded.settings.log_level;
      log_format_ = loaded.settings.log_format;
      maps_ = loaded.state->catalog.maps();
      state_ = std::move(loaded.state);
    } catch (const std::bad_alloc&) {
      log(LogLevel::error, "{}: not reloaded: out of memory", name);
    } catch (const std::exception& error) {
      log(LogLevel::error, "{}: not reloaded: {}", name, error.what());
    }
  }

  void warn_of_restart(const Settings& settings, const State& state) const {
    const Settings& old = reloader_.settings_;
    if (settings.listen != old.listen || settings.threads != old.threads ||
        settings.request_memory != old.request_memory || settings.maps_memory != old.maps_memory)
      log(LogLevel::warning,
          "{}: listen, threads, request-memory and maps-memory change only at a restart",
          reloader_.name_);
    if (asks_maps(state) && !reloader_.may_connect_)
      log(LogLevel::warning,
          "{}: fingerpostd started without maps and cannot connect to any now; restart it",
          reloader_.name_);
  }

  void finish() noexcept override {
    Counts& counts = reloader_.counts_;
    counts.last_reload_failed = !state_;
    ++(state_ ? counts.reloads : counts.failed_reloads);
    if (state_) {
      counts.loaded = Counts::Clock::now();
      counts.warnings = warnings_;
      set_log_level(log_level_);
      set_log_format(log_format_);
      state_ = reloader_.server_.replace_state(std::move(state_));
      reloader_.maps_.retain(maps_);
      log(LogLevel::info, "reloaded, {}", summary_);
    }
    reloader_.retire(std::move(state_));
  }

  Reloader& reloader_;
  std::shared_ptr<const State> state_;
  LogLevel log_level_ = LogLevel::info;
  LogFormat log_format_ = LogFormat::text;
  std::vector<const Map*> maps_;
  std::size_t warnings_ = 0;
  std::string summary_;
};

/** Destroys the old state, and returns the memory that loading has freed to the system. */
class Reloader::Retiring final : public Task {
 public:
  Retiring(Reloader& reloader, std::shared_ptr<const State> state)
      : reloader_(reloader), state_(std::move(state)) {}

 private:
  void run() noexcept override {
    state_.reset();
    return_freed_memory();
  }
  void finish() noexcept override { reloader_.thread_.end(); }

  Reloader& reloader_;
  std::shared_ptr<const State> state_;
};

Reloader::Reloader(Loop& loop, ConfigSource source, Settings settings, bool may_connect,
                   MapClient& maps, FcgiServer& server, const ServiceManager& manager,
                   Counts& counts)
    : source_(std::move(source)),
      name_(name_of(source_)),
      settings_(std::move(settings)),
      may_connect_(may_connect),
      maps_(maps),
      server_(server),
      counts_(counts),
      thread_(loop, name_, manager, [this] { return std::make_unique<Loading>(*this); }) {}

void Reloader::retire(std::shared_ptr<const State> state) noexcept {
  try {
    thread_.submit(std::make_unique<Retiring>(*this, std::move(state)));
  } catch (const std::bad_alloc&) {
    // The old state was destroyed in the loop's thread instead, which delayed answers.
    thread_.end();
  }
}

}  // namespace fingerpost
