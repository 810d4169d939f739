// SPDX-License-Identifier: MIT
#include "report/histogram.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fingerpost;
using namespace std::chrono_literals;

TEST_CASE("a duration counts at the first bound that it does not exceed") {
  Histogram histogram;
  for (const auto duration : {0ns, 25000ns, 25001ns, 1000000ns, 5000000000ns, 5000000001ns})
    histogram.add(duration);
  CHECK(histogram.count(0) == 2);
  CHECK(histogram.count(1) == 1);
  CHECK(histogram.count(2) == 0);
  CHECK(histogram.count(3) == 1);
  CHECK(histogram.count(Histogram::bounds.size() - 1) == 1);
  CHECK(histogram.count(Histogram::bounds.size()) == 1);
  CHECK(histogram.sum() == 10001050002ns);
}

TEST_CASE("bounds ascend, and their texts are right") {
  Histogram::Duration last = 0ns;
  for (const auto& [most, seconds] : Histogram::bounds) {
    CHECK(most > last);
    last = most;
    CHECK(std::stod(std::string(seconds)) ==
          doctest::Approx(std::chrono::duration<double>(most).count()));
  }
}
