// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "process/pool.hpp"
#include "process/service_manager.hpp"

namespace fingerpost {

/** Runs reloads one at a time in a thread of its own, and notifies the service manager when each
    begins and ends. Only the loop's thread may use it. */
class ReloadThread {
 public:
  /** `load` returns the task that reloads; its finish() must lead to end(). `path` is the
      configuration file, for messages. The manager must outlive this object. Throws Error. */
  ReloadThread(Loop& loop, std::string path, const ServiceManager& manager,
               std::function<std::unique_ptr<Task>()> load);

  /** Starts the thread, under the conditions of Pool::start(). */
  void start() { pool_.start(1); }
  /** Requests a reload and returns immediately. If one is running, the next begins after it;
      further requests in the meantime are merged into one. */
  void ask() noexcept;
  /** Runs another task as part of the reload. Throws bad_alloc. */
  void submit(std::unique_ptr<Task> task) { pool_.submit(std::move(task)); }
  /** Ends the reload, so that another may begin. */
  void end() noexcept;
  /** Prevents further reloads and messages to the service manager. */
  void stop() noexcept { stopping_ = true; }
  /** Whether a reload is running. If so, the process may exit only with _exit(), which destroys
      nothing that the thread uses. */
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
