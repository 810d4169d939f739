// SPDX-License-Identifier: MIT
#include "mapd/map_health.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;
using namespace std::chrono_literals;
using Kind = BackendAnswer::Kind;
using Change = MapHealth::Change;

TEST_CASE("a failing map is logged once, and once when it works again") {
  MapHealth health;
  MapHealth::Clock::time_point now = {};
  CHECK(health.note(Kind::found, now) == Change::none);
  CHECK(health.note(Kind::unavailable, now) == Change::fails);
  for (int i = 0; i < 100; ++i) CHECK(health.note(Kind::unavailable, now += 5s) == Change::none);
  CHECK(health.note(Kind::absent, now += 5s) == Change::works);
  CHECK(health.note(Kind::found, now += 5s) == Change::none);
  CHECK(health.note(Kind::unavailable, now += 5s) == Change::fails);
}

TEST_CASE("a map that fails every second time does not fill the log") {
  MapHealth health;
  MapHealth::Clock::time_point now = {};
  int changes = 0;
  for (int i = 0; i < 1000; ++i) {
    now += 10ms;
    if (health.note(i % 2 ? Kind::found : Kind::unavailable, now) != Change::none) ++changes;
  }
  CHECK(changes == 1);
  CHECK(health.note(Kind::found, now + 1s) == Change::works);
}

TEST_CASE("refused keys are logged once a minute, and are not failures") {
  MapHealth health;
  MapHealth::Clock::time_point now = {};
  now += 1h;
  CHECK(health.note(Kind::refused, now) == Change::refuses);
  CHECK(health.note(Kind::refused, now + 59s) == Change::none);
  CHECK(health.note(Kind::refused, now + 60s) == Change::refuses);
  CHECK(health.note(Kind::found, now + 61s) == Change::none);
}
