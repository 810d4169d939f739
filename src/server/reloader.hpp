// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "base/shared.hpp"
#include "config/settings.hpp"
#include "model/state.hpp"
#include "server/service_manager.hpp"

namespace fingerpost {

/** Returns the counts for the log, such as `providers: 1, domains: 2`. */
std::string summary(const State& state);

/** Logs each problem. Takes the problems by value so that their memory is freed, because there may
    be many. */
void log_problems(Problems problems);

/** Reloads the configuration when asked and replaces the old one, or keeps the old one if there is
    an error. Works in its own thread at low priority, so that neither the answers nor the end of
    the process wait for it. */
class Reloader {
 public:
  /** Starts the thread and waits until it runs, because later there may be no memory or descriptor
      for that. The thread must inherit a mask that blocks all handled signals. `state` and
      `manager` must outlive the reloader. Throws std::system_error. */
  Reloader(std::string path, Settings settings, Shared<State>& state,
           const ServiceManager& manager);
  /** Waits for a reload that is running. */
  ~Reloader();
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  /** Asks for a reload and returns at once. It begins after one that is running; several requests
      meanwhile become one. */
  void ask();
  /** Prevents further reloads and messages to the service manager. Returns whether the thread has
      ended. If not, a reload is running: the process may end with _exit(), which destroys nothing
      that the thread uses. */
  bool stop();
  /** Detaches the thread after stop() returned false; _exit() must follow. */
  void leave() { thread_.detach(); }

 private:
  void work();
  /** Reloads the configuration once. Throws bad_alloc. */
  void reload();

  const std::string path_;
  const Settings settings_;
  Shared<State>& state_;
  const ServiceManager& manager_;

  std::mutex mutex_;
  std::condition_variable changed_;
  // These are changed only under the mutex.
  bool running_ = false;
  bool asked_ = false;
  bool busy_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace fingerpost
