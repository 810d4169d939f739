// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "config/config_source.hpp"
#include "config/load.hpp"
#include "lookup/map_client.hpp"
#include "process/reload_thread.hpp"
#include "process/service_manager.hpp"
#include "report/counts.hpp"
#include "server/fcgi_server.hpp"

namespace fingerpost {

/** Returns the counts for the log, such as `providers: 1, domains: 2`. */
std::string summary(const State& state);

/** Returns whether the configuration has maps that are queried over Unix sockets. */
bool asks_maps(const State& state);

/** Reloads the configuration on request: loads it, gives the server the new state, and destroys the
    old one. After an error, keeps the old state. Slow work has its own thread, so that neither
    answers nor the end of the process wait for it. For the loop's thread only. */
class Reloader {
 public:
  /** `may_connect` says whether the process is allowed to query maps (Needs::connect). Counts
      reloads in `counts`. All references must outlive the reloader. Throws Error. */
  Reloader(Loop& loop, ConfigSource source, Settings settings, bool may_connect, MapClient& maps,
           FcgiServer& server, const ServiceManager& manager, Counts& counts);
  /** Waits for a reload that is running. */
  ~Reloader() = default;
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  // See ReloadThread.
  void start() { thread_.start(); }
  void ask() noexcept { thread_.ask(); }
  void stop() noexcept { thread_.stop(); }
  bool is_busy() const noexcept { return thread_.is_busy(); }

 private:
  class Loading;
  class Retiring;

  void retire(std::shared_ptr<const State> state) noexcept;

  const ConfigSource source_;
  /** The name of the source in messages. */
  const std::string name_;
  const Settings settings_;
  const bool may_connect_;
  MapClient& maps_;
  FcgiServer& server_;
  Counts& counts_;
  /** The last member because its thread must end first. */
  ReloadThread thread_;
};

}  // namespace fingerpost
