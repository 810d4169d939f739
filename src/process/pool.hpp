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
  /** Takes over what was done, in the loop's thread. */
  virtual void finish() noexcept = 0;

 private:
  friend class Pool;

  /** Its place among the tasks that wait, if it is one of them. */
  std::optional<std::list<std::unique_ptr<Task>>::iterator> place_;
};

/** A few threads that do what is slow while the loop goes on. What they have finished comes back to the loop by an eventfd. For the loop's thread only. */
class Pool final : private Source {
 public:
  /** Throws Error. */
  explicit Pool(Loop& loop) : Pool(loop, Fd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))) {}
  /** Waits for the tasks that are being run; the others are dropped. */
  ~Pool() override;

  enum class Priority {
    /** For work that takes processor time, so that the loop goes first. */
    low,
    /** For work that mostly waits for others. */
    usual,
  };

  /** Starts `threads` threads, or as many as the system allows, and waits until they run, because
      later there may be no memory for them. They must inherit a mask that blocks all handled
      signals. Throws std::system_error if not even one thread starts. */
  void start(unsigned threads, Priority priority = Priority::low);

  /** Has a task run and then finished. Tasks begin in the order in which they came. Throws
      bad_alloc. */
  void submit(std::unique_ptr<Task> task);
  /** Destroys a task that waits, and returns true. One that has begun is run and finished. */
  bool withdraw(Task& task) noexcept;
  /** Whether no task waits, runs or is to be finished. */
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
  // These are used only under the mutex.
  Tasks waiting_;
  Tasks done_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace fingerpost
