// SPDX-License-Identifier: MIT
#include "lookup/patient_lookups.hpp"

namespace fingerpost {

namespace {

/** In bytes; a subcommand of the tool looks up only a few keys. */
constexpr std::size_t memory = 4 * 1024 * 1024;

}  // namespace

PatientLookups::PatientLookups(const MapLimits& limits) : client_(loop_, memory, limits) {}

MapAnswer PatientLookups::look_up(const Map& map, std::string_view key) {
  using Kind = MapAnswer::Kind;
  const auto begin = Loop::Clock::now();
  Asking waiter;
  MapAnswer answer = client_.look_up(map, key, waiter, begin);
  if (answer.kind == Kind::pending) {
    while (waiter.is_waiting()) loop_.run_round();
    answer = client_.look_up(map, key, waiter, Loop::Clock::now());
  }
  time_ = Loop::Clock::now() - begin;
  // Still pending only if memory is short.
  if (answer.kind == Kind::pending) answer.kind = Kind::failed;
  return answer;
}

}  // namespace fingerpost
