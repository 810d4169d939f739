// SPDX-License-Identifier: MIT
#pragma once

#include <sys/eventfd.h>

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/fd.hpp"
#include "process/loop.hpp"

namespace fingerpost {

/** Work that takes too long for the loop. */
class Task {
 public:
  virtual ~Task() = default;
  /** Does the work, in a thread of the pool. */
  virtual void run() noexcept = 0;
  /** Uses the result, in the loop's thread. */
  virtual void finish() noexcept = 0;

 private:
  friend class Pool;

  /** Its place in the queue of waiting tasks; empty if it does not wait. */
  std::optional<std::list<std::unique_ptr<Task>>::iterator> place_;
};

/** Runs slow tasks in a few threads while the loop goes on. An eventfd tells the loop when tasks
    have finished. Only the loop's thread may use a pool. */
class Pool final : private Source {
 public:
  /** Throws Error. */
  explicit Pool(Loop& loop) : Pool(loop, Fd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))) {}
  /** Waits for running tasks and drops the waiting ones. */
  ~Pool() override;

  enum class Priority {
    /** For work that uses the processor, so that the loop runs first. */
    low,
    /** For work that mostly waits. */
    usual,
  };

  /** Starts `threads` threads, or as many as the system allows, and waits until they run, because
      memory may be short later. All handled signals must be blocked, because threads inherit the
      signal mask. Throws std::system_error if not even one thread starts. */
  void start(unsigned threads, Priority priority = Priority::low);

  /** Queues a task to be run and then finished. Tasks start in the order in which they were
      submitted. Throws bad_alloc. */
  void submit(std::unique_ptr<Task> task);
  /** Destroys a task that is still waiting and returns true. Returns false for a task that has
      begun; it will be run and finished. */
  bool withdraw(Task& task) noexcept;
  /** Whether no task is waiting, running or yet to be finished. */
  bool is_idle() const noexcept { return unfinished_ == 0; }

 private:
  using Tasks = std::list<std::unique_ptr<Task>>;

  Pool(Loop& loop, Fd wake);
  void work() noexcept;
  void on_ready(std::uint32_t events) noexcept override;

  const Fd wake_;
  std::size_t unfinished_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by the mutex.
  Tasks waiting_;
  Tasks done_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace fingerpost
