// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>

namespace fingerpost {

/** Stops something that a library does, if it is not done in time: calls a function, in a thread of
    its own, unless this is destroyed before. Any thread. */
class TimeLimit {
 public:
  /** `stop` must not throw, nor wait for whoever has the limit. Throws bad_alloc, and
      std::system_error if the one thread for all limits cannot start. */
  TimeLimit(std::chrono::milliseconds time, std::function<void()> stop);
  /** Afterwards, `stop` is not called, nor does it run. */
  ~TimeLimit();
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

 private:
  friend class Keeper;

  std::chrono::steady_clock::time_point end_;
  std::function<void()> stop_;
};

}  // namespace fingerpost
