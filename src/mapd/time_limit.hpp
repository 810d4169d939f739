// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>

namespace fingerpost {

/** Interrupts a library call that takes too long: calls a function in another thread unless this
    object is destroyed first. Usable from any thread. */
class TimeLimit {
 public:
  /** `stop` must not throw, and must not wait for the thread that holds the limit. Throws
      bad_alloc, and std::system_error if the thread shared by all limits cannot start. */
  TimeLimit(std::chrono::milliseconds time, std::function<void()> stop);
  /** When this returns, `stop` is not running and will not be called. */
  ~TimeLimit();
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

 private:
  friend class Keeper;

  std::chrono::steady_clock::time_point end_;
  std::function<void()> stop_;
};

}  // namespace fingerpost
