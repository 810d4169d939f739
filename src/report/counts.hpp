// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "protocol/protocol.hpp"
#include "report/histogram.hpp"
#include "report/outcome.hpp"

namespace fingerpost {

/** What a request came to: its protocol, which is null if its path belongs to none or it was not
    read, and the outcome. */
struct Result {
  const Protocol* protocol = nullptr;
  Outcome outcome = Outcome::failed;
};

/** Counts requests by protocol and outcome. */
class RequestCounts {
 public:
  RequestCounts() : rows_(all_protocols().size() + 1) {}

  void add(const Result& result) noexcept { ++rows_[row(result.protocol)][index(result.outcome)]; }
  /** Returns the number of requests that came to this. */
  std::uint64_t of(const Result& result) const noexcept {
    return rows_[row(result.protocol)][index(result.outcome)];
  }

 private:
  /** The row after those of the protocols is that of requests without one. */
  static std::size_t row(const Protocol* protocol) noexcept {
    const auto protocols = all_protocols();
    return protocol ? static_cast<std::size_t>(protocol - protocols.data()) : protocols.size();
  }
  static std::size_t index(Outcome outcome) noexcept { return static_cast<std::size_t>(outcome); }

  std::vector<std::array<std::uint64_t, outcome_words.size()>> rows_;
};

/** Holds what the process has done since it started. Everything is counted in the loop's thread,
    without locks and atomics. */
struct Counts {
  using Clock = std::chrono::system_clock;

  const Clock::time_point started = Clock::now();

  RequestCounts requests = {};
  /** Counts the times from when a request is there to when its answer is. */
  Histogram durations = {};

  std::uint64_t connections = 0;
  /** Connections closed because unfinished requests held too much memory. */
  std::uint64_t shed = 0;
  /** Connections closed because the web server sent or took too little for too long. */
  std::uint64_t overdue = 0;
  /** Connections closed because what came was not a request as a web server sends it. */
  std::uint64_t broken = 0;

  /** When the configuration in use was loaded. */
  Clock::time_point loaded = started;
  /** The number of its warnings. */
  std::uint64_t warnings = 0;
  std::uint64_t reloads = 0;
  std::uint64_t failed_reloads = 0;
  bool last_reload_failed = false;
};

}  // namespace fingerpost
