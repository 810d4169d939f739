// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

#include "mapd/backend.hpp"

namespace fingerpost {

/** Decides which of a map's answers the log tells: that it fails, that it works again, and, now and
    then, that it refuses a key. However many questions there are, it logs only a few lines a
    minute. */
class MapHealth {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Change { none, fails, works, refuses };

  /** Takes note of an answer that came at this time. */
  Change note(BackendAnswer::Kind kind, Clock::time_point now) noexcept;

 private:
  bool failing_ = false;
  Clock::time_point last_failure_ = {};
  /** Until then, no refusal is told. */
  Clock::time_point silent_until_ = {};
};

/** Takes note of an answer of this map that comes now, and logs what is to be told of it. */
void note_and_log(MapHealth& health, const std::string& map, const BackendAnswer& answer) noexcept;

}  // namespace fingerpost
