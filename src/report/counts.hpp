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

/** The protocol and the outcome of a request. The protocol is null if none serves the path or the
    request was not read. */
struct Result {
  const Protocol* protocol = nullptr;
  Outcome outcome = Outcome::failed;
};

/** Counts requests by protocol and outcome. */
class RequestCounts {
 public:
  RequestCounts() : rows_(all_protocols().size() + 1) {}

  void add(const Result& result) noexcept { ++rows_[row(result.protocol)][index(result.outcome)]; }
  /** Returns the number of requests with this result. */
  std::uint64_t of(const Result& result) const noexcept {
    return rows_[row(result.protocol)][index(result.outcome)];
  }

 private:
  /** Returns the row of a protocol. Requests without a protocol have the last row. */
  static std::size_t row(const Protocol* protocol) noexcept {
    const auto protocols = all_protocols();
    return protocol ? static_cast<std::size_t>(protocol - protocols.data()) : protocols.size();
  }
  static std::size_t index(Outcome outcome) noexcept { return static_cast<std::size_t>(outcome); }

  std::vector<std::array<std::uint64_t, outcome_words.size()>> rows_;
};

/** Counts what the process has done since it started. Only the loop's thread uses it, so it needs
    no locks and no atomics. */
struct Counts {
  using Clock = std::chrono::system_clock;

  const Clock::time_point started = Clock::now();

  RequestCounts requests = {};
  /** The times from the arrival of a request until its answer is ready. */
  Histogram durations = {};

  std::uint64_t connections = 0;
  /** Connections closed because unfinished requests held too much memory. */
  std::uint64_t shed = 0;
  /** Connections closed because the web server was too slow to send or receive. */
  std::uint64_t overdue = 0;
  /** Connections closed because the web server broke the FastCGI protocol. */
  std::uint64_t broken = 0;

  /** The time when the configuration in use was loaded. */
  Clock::time_point loaded = started;
  /** The number of warnings about the configuration in use. */
  std::uint64_t warnings = 0;
  std::uint64_t reloads = 0;
  std::uint64_t failed_reloads = 0;
  bool last_reload_failed = false;
};

}  // namespace fingerpost
