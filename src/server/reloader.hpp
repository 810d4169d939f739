// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "config/load.hpp"
#include "lookup/map_client.hpp"
#include "process/pool.hpp"
#include "process/service_manager.hpp"
#include "server/fcgi_server.hpp"

namespace fingerpost {

/** Returns the counts for the log, such as `providers: 1, domains: 2`. */
std::string summary(const State& state);

/** Whether the configuration has maps that are asked over Unix sockets. */
bool asks_maps(const State& state);

/** Reloads the configuration when asked: loads it, gives the server the new state, and retires the
    old one; or keeps the old one if there is an error. What is slow happens in a thread of its own,
    so that neither the answers nor the end of the process wait for it. For the loop's thread
    only. */
class Reloader {
 public:
  /** `may_connect` says whether the process may ask maps (Needs::connect). `maps`, `server` and
      `manager` must outlive the reloader. Throws Error. */
  Reloader(Loop& loop, std::string path, Settings settings, bool may_connect, MapClient& maps,
           FcgiServer& server, const ServiceManager& manager);
  /** Waits for a reload that is running. */
  ~Reloader() = default;
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  /** Starts the thread, on the terms of Pool::start(). */
  void start() { pool_.start(1); }
  /** Asks for a reload and returns at once. It begins after one that is running; several requests
      meanwhile become one. */
  void ask() noexcept;
  /** Prevents further reloads and messages to the service manager. */
  void stop() noexcept { stopping_ = true; }
  /** Whether a reload is running. The process may then end with _exit(), which destroys nothing
      that the thread uses. */
  bool is_busy() const noexcept { return !pool_.is_idle(); }

 private:
  class Loading;
  class Retiring;

  void retire(std::shared_ptr<const State> state) noexcept;
  void end() noexcept;

  const std::string path_;
  const Settings settings_;
  const bool may_connect_;
  MapClient& maps_;
  FcgiServer& server_;
  const ServiceManager& manager_;
  Pool pool_;
  bool asked_ = false;
  bool stopping_ = false;
};

}  // namespace fingerpost
