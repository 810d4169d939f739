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

/** `providers: 1, domains: 2`, for the log. */
std::string summary(const State& state);

/** Logs each problem. Takes them, as there may be many and nobody needs them afterwards. */
void log_problems(Problems problems);

/** Loads the configuration anew when it is asked to and puts it in the place of the old one, or leaves
    the old one if there is an error. Does so in a thread of its own at low priority, so that neither
    the answers nor the end of the process wait for it. */
class Reloader {
 public:
  /** Starts the thread and waits until it runs: later there may be no memory or descriptor for that.
      It must inherit a mask that blocks all signals that are handled. `state` and `manager` must
      outlive it. Throws std::system_error. */
  Reloader(std::string path, Settings settings, Shared<State>& state,
           const ServiceManager& manager);
  /** Waits for a reload that is under way. */
  ~Reloader();
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  /** Asks for a reload and returns at once. It begins after one that is under way; several that are
      asked for meanwhile are one. */
  void ask();
  /** Begins no other reload and tells the service manager nothing any more. Returns whether the
      thread has ended. If not, a reload is under way: the process may end with _exit(), which
      destroys nothing that the thread uses. */
  bool stop();
  /** Leaves the thread to itself after stop() returned false; _exit() must follow. */
  void leave() { thread_.detach(); }

 private:
  void work();
  /** Throws bad_alloc. */
  void reload();

  const std::string path_;
  const Settings settings_;
  Shared<State>& state_;
  const ServiceManager& manager_;

  std::mutex mutex_;
  std::condition_variable changed_;
  // Under the mutex.
  bool running_ = false;
  bool asked_ = false;
  bool busy_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace fingerpost
