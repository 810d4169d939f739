// SPDX-License-Identifier: MIT
#include "process/reload_thread.hpp"

#include <new>
#include <utility>

#include "base/log.hpp"

namespace fingerpost {

ReloadThread::ReloadThread(Loop& loop, std::string path, const ServiceManager& manager,
                           std::function<std::unique_ptr<Task>()> load)
    : path_(std::move(path)), manager_(manager), load_(std::move(load)), pool_(loop) {}

void ReloadThread::ask() noexcept {
  if (stopping_) return;
  if (is_busy()) {
    asked_ = true;
    return;
  }
  try {
    pool_.submit(load_());
    manager_.tell_reloading();
  } catch (const std::bad_alloc&) {
    log(LogLevel::error, "{}: not reloaded: out of memory", path_);
  }
}

void ReloadThread::end() noexcept {
  if (stopping_) return;
  manager_.tell("READY=1");
  if (std::exchange(asked_, false)) ask();
}

}  // namespace fingerpost
