// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fingerpost {

/** Counts durations by length. For one thread. */
class Histogram {
 public:
  using Duration = std::chrono::nanoseconds;

  struct Bound {
    Duration most;
    /** `most` in seconds, as OpenMetrics 1.0 writes it. */
    std::string_view seconds;
  };
  /** The upper bounds. A request takes microseconds, one with a signature takes milliseconds, and
      one that waits for a map takes up to two seconds. Thunderbird gives up after five. */
  static constexpr std::array<Bound, 12> bounds = {{
      {std::chrono::microseconds(25), "2.5e-05"},
      {std::chrono::microseconds(100), "0.0001"},
      {std::chrono::microseconds(250), "0.00025"},
      {std::chrono::milliseconds(1), "0.001"},
      {std::chrono::microseconds(2500), "0.0025"},
      {std::chrono::milliseconds(10), "0.01"},
      {std::chrono::milliseconds(25), "0.025"},
      {std::chrono::milliseconds(100), "0.1"},
      {std::chrono::milliseconds(250), "0.25"},
      {std::chrono::seconds(1), "1.0"},
      {std::chrono::milliseconds(2500), "2.5"},
      {std::chrono::seconds(5), "5.0"},
  }};

  void add(Duration duration) noexcept {
    std::size_t place = 0;
    while (place < bounds.size() && duration > bounds[place].most) ++place;
    ++counts_[place];
    sum_ += duration;
  }

  /** Returns the number of durations above the previous bound and up to this one. The last place
      counts all durations above the last bound. */
  std::uint64_t count(std::size_t place) const noexcept { return counts_[place]; }
  Duration sum() const noexcept { return sum_; }

 private:
  std::array<std::uint64_t, bounds.size() + 1> counts_ = {};
  Duration sum_ = {};
};

}  // namespace fingerpost
