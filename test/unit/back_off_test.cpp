// SPDX-License-Identifier: MIT
#include "lookup/back_off.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;
using namespace std::chrono_literals;

TEST_CASE("the pauses of a failing map double up to the longest one") {
  BackOff back_off(1s, 30s);
  BackOff::Time now(100s);
  CHECK(back_off.allows(now));
  CHECK_FALSE(back_off.is_failing());
  back_off.fail(now);
  for (const auto pause : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
    CHECK(back_off.is_failing());
    CHECK_FALSE(back_off.allows(now + pause - 1ns));
    now += pause;
    CHECK(back_off.allows(now));
    back_off.begin_probe();
    CHECK_FALSE(back_off.allows(now + 1h));
    back_off.fail(now);
  }
  back_off.recover();
  CHECK(back_off.allows(now));
  back_off.fail(now);
  CHECK_FALSE(back_off.allows(now + 999ms));
  CHECK(back_off.allows(now + 1s));
}

TEST_CASE("after a probe without a result, the next question is a probe") {
  BackOff back_off(1s, 30s);
  const BackOff::Time now(100s);
  back_off.fail(now);
  back_off.begin_probe();
  back_off.end_probe();
  CHECK(back_off.is_failing());
  CHECK_FALSE(back_off.allows(now + 999ms));
  CHECK(back_off.allows(now + 1s));
}
