// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "process/pool.hpp"
#include "process/service_manager.hpp"

namespace fingerpost {

/** Runs one reload after the other in a thread of its own, and tells the service manager when one
    begins and ends. For the loop's thread only. */
class ReloadThread {
 public:
  /** `load` returns the task that reloads, whose finish() leads to end(). `path` is the
      configuration, for messages. The manager must outlive this. Throws Error. */
  ReloadThread(Loop& loop, std::string path, const ServiceManager& manager,
               std::function<std::unique_ptr<Task>()> load);

  /** Starts the thread, on the terms of Pool::start(). */
  void start() { pool_.start(1); }
  /** Asks for a reload and returns at once. It begins after one that is running; several requests
      meanwhile become one. */
  void ask() noexcept;
  /** Has one more task of the reload run. Throws bad_alloc. */
  void submit(std::unique_ptr<Task> task) { pool_.submit(std::move(task)); }
  /** Ends the reload; another may begin. */
  void end() noexcept;
  /** Prevents further reloads and messages to the service manager. */
  void stop() noexcept { stopping_ = true; }
  /** Whether a reload is running. The process may then end with _exit(), which destroys nothing
      that the thread uses. */
  bool is_busy() const noexcept { return !pool_.is_idle(); }

 private:
  const std::string path_;
  const ServiceManager& manager_;
  const std::function<std::unique_ptr<Task>()> load_;
  bool asked_ = false;
  bool stopping_ = false;
  Pool pool_;
};

}  // namespace fingerpost
