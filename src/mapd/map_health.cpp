// SPDX-License-Identifier: MIT
#include "mapd/map_health.hpp"

#include <utility>

#include "base/log.hpp"

namespace fingerpost {

namespace {

using namespace std::chrono_literals;
using AnswerKind = BackendAnswer::Kind;

/** A map counts as working again when it answers and its last failure is at least this long ago.
    Otherwise a map that fails every second time would flood the log. */
constexpr auto between_changes = 1s;
constexpr auto between_refusals = 60s;

}  // namespace

MapHealth::Change MapHealth::note(AnswerKind kind, Clock::time_point now) noexcept {
  if (kind == AnswerKind::unavailable) {
    last_failure_ = now;
    return std::exchange(failing_, true) ? Change::none : Change::fails;
  }
  if (kind == AnswerKind::refused) {
    if (now < silent_until_) return Change::none;
    silent_until_ = now + between_refusals;
    return Change::refuses;
  }
  if (!failing_ || now < last_failure_ + between_changes) return Change::none;
  failing_ = false;
  return Change::works;
}

void note_and_log(MapHealth& health, const std::string& map, const BackendAnswer& answer) noexcept {
  switch (health.note(answer.kind, MapHealth::Clock::now())) {
    case MapHealth::Change::none:
      return;
    case MapHealth::Change::fails:
      return log(LogLevel::warning, "{}: fails: {}", map, answer.reason);
    case MapHealth::Change::works:
      return log(LogLevel::info, "{}: works again", map);
    case MapHealth::Change::refuses:
      return log(LogLevel::warning, "{}: cannot answer a key: {}", map, answer.reason);
  }
}

}  // namespace fingerpost
