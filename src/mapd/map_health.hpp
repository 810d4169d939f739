// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

#include "mapd/backend.hpp"

namespace fingerpost {

/** Decides when to log the state of a map: that it fails, that it works again, and at most once a
    minute that it refuses a key. The number of log lines does not grow with the number of
    questions. */
class MapHealth {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Change { none, fails, works, refuses };

  /** Records an answer received at `now`. */
  Change note(BackendAnswer::Kind kind, Clock::time_point now) noexcept;

 private:
  bool failing_ = false;
  Clock::time_point last_failure_ = {};
  /** No refusal is logged before this time. */
  Clock::time_point silent_until_ = {};
};

/** Records an answer of this map received now, and logs the change if there is one. */
void note_and_log(MapHealth& health, const std::string& map, const BackendAnswer& answer) noexcept;

}  // namespace fingerpost
