// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>

namespace fingerpost {

/** Decides when a failed map is queried again: after a first pause, then after pauses that double
    up to a longest one. The first question after a pause is a probe; nothing else is asked until it
    ends. */
class BackOff {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;

  BackOff(Duration first, Duration longest) noexcept : first_(first), longest_(longest) {}

  bool is_failing() const noexcept { return pause_ != Duration::zero(); }
  /** Whether a question may be asked now. If the map is failing, this question must be the
      probe. */
  bool allows(Time now) const noexcept { return !is_failing() || (!probing_ && now >= next_); }

  void begin_probe() noexcept { probing_ = true; }
  /** Ends a probe that did not show whether the map works. */
  void end_probe() noexcept { probing_ = false; }
  /** Records that the map or the probe failed. */
  void fail(Time now) noexcept {
    pause_ = is_failing() ? std::min(2 * pause_, longest_) : first_;
    next_ = now + pause_;
    probing_ = false;
  }
  /** Records that the map answered. */
  void recover() noexcept {
    pause_ = Duration::zero();
    probing_ = false;
  }

 private:
  Duration first_;
  Duration longest_;
  Duration pause_ = Duration::zero();
  Time next_ = {};
  bool probing_ = false;
};

}  // namespace fingerpost
