// SPDX-License-Identifier: MIT
#include "mapd/time_limit.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

using namespace fingerpost;
using namespace std::chrono_literals;

TEST_CASE("calls that finish in time are not interrupted") {
  std::atomic<int> stopped = 0;
  for (int i = 0; i < 1000; ++i) const TimeLimit limit(10s, [&] { ++stopped; });
  CHECK(stopped == 0);
}

TEST_CASE("calls that take too long are interrupted once, in order of time") {
  std::vector<int> stopped;
  std::atomic<int> count = 0;
  const auto add = [&](int number) {
    return [&, number] {
      stopped.push_back(number);
      ++count;
    };
  };
  {
    const TimeLimit never(10s, add(4));
    const TimeLimit third(60ms, add(3));
    const TimeLimit first(0ms, add(1));
    const TimeLimit second(30ms, add(2));
    const auto begin = std::chrono::steady_clock::now();
    while (count < 3 && std::chrono::steady_clock::now() - begin < 5s)
      std::this_thread::sleep_for(1ms);
    CHECK(std::chrono::steady_clock::now() - begin >= 60ms);
  }
  CHECK(stopped == std::vector<int>{1, 2, 3});
}

TEST_CASE("a destroyed limit interrupts nothing, even if it is just expiring") {
  for (int i = 0; i < 200; ++i) {
    auto alive = std::make_unique<int>(1);
    {
      const TimeLimit limit(0ms, [&] { *alive = 2; });
      if (i % 2 == 0) std::this_thread::yield();
    }
    // A sanitizer reports it if the function is still running.
    alive.reset();
  }
}
