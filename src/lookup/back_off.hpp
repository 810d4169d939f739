// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>

namespace fingerpost {

/** Decides when a map that failed is asked again: after a first pause, then after pauses that
    double up to a longest one. The first question after a pause probes; nothing else is asked
    until it has ended. */
class BackOff {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;

  BackOff(Duration first, Duration longest) noexcept : first_(first), longest_(longest) {}

  bool is_failing() const noexcept { return pause_ != Duration::zero(); }
  /** Whether something may be asked now. If the map is failing, what is asked is the probe. */
  bool allows(Time now) const noexcept { return !is_failing() || (!probing_ && now >= next_); }

  void begin_probe() noexcept { probing_ = true; }
  /** Ends a probe that tells neither that the map works nor that it fails. */
  void end_probe() noexcept { probing_ = false; }
  /** The map failed, or the probe did. */
  void fail(Time now) noexcept {
    pause_ = is_failing() ? std::min(2 * pause_, longest_) : first_;
    next_ = now + pause_;
    probing_ = false;
  }
  /** The map has answered. */
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
