// SPDX-License-Identifier: MIT
#include "process/loop.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <memory>
#include <vector>

using namespace fingerpost;
using namespace std::chrono_literals;

namespace {

/** A pipe that holds a byte, so it is always ready. */
struct Full {
  Fd reader;
  Fd writer;

  Full() {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    reader = Fd(ends[0]);
    writer = Fd(ends[1]);
    REQUIRE(write(ends[1], "x", 1) == 1);
  }
};

class Counter final : public Source {
 public:
  Counter(Loop& loop, const Full& full) : Source(loop, full.reader.get()) {}

  int count = 0;
  std::function<void()> action = [] {};

 private:
  void on_ready(std::uint32_t) noexcept override {
    ++count;
    action();
  }
};

}  // namespace

TEST_CASE("a source is called while it is ready and awaited") {
  Loop loop;
  const Full full;
  Counter counter(loop, full);
  CHECK_FALSE(loop.run_round(0ms));
  CHECK(counter.await(EPOLLIN));
  CHECK(loop.run_round(0ms));
  CHECK(loop.run_round(0ms));
  CHECK(counter.count == 2);
  CHECK(counter.await(EPOLLOUT));
  CHECK_FALSE(loop.run_round(0ms));
  CHECK(counter.await(0));
  CHECK_FALSE(loop.run_round(0ms));
  CHECK(counter.await(EPOLLIN));
  CHECK(loop.run_round(0ms));
  CHECK(counter.count == 3);
}

TEST_CASE("a source that another destroys in the same round is not called") {
  Loop loop;
  const Full one;
  const Full two;
  auto first = std::make_unique<Counter>(loop, one);
  auto second = std::make_unique<Counter>(loop, two);
  int called = 0;
  // The one that is called first destroys the other.
  first->action = [&] {
    ++called;
    second.reset();
  };
  second->action = [&] {
    ++called;
    first.reset();
  };
  CHECK(first->await(EPOLLIN));
  CHECK(second->await(EPOLLIN));
  CHECK(loop.run_round(0ms));
  CHECK(called == 1);
}

TEST_CASE("a source may destroy itself") {
  Loop loop;
  const Full full;
  auto counter = std::make_unique<Counter>(loop, full);
  CHECK(counter->await(EPOLLIN));
  counter->action = [&] { counter.reset(); };
  CHECK(loop.run_round(0ms));
  CHECK_FALSE(counter);
}

TEST_CASE("timers expire in order, once, and not after being cleared") {
  Loop loop;
  std::vector<int> order;
  Timer late(loop, [&] { order.push_back(2); });
  Timer early(loop, [&] { order.push_back(1); });
  Timer cleared(loop, [&] { order.push_back(3); });
  Timer again(loop, [&] { order.push_back(4); });
  late.set(20ms);
  early.set(10ms);
  cleared.set(1ms);
  again.set(1ms);
  again.set(1h);
  again.set_unless_set(1ms);
  cleared.clear();
  CHECK(late.is_set());
  CHECK_FALSE(cleared.is_set());
  const auto begin = Loop::Clock::now();
  while (late.is_set()) CHECK_FALSE(loop.run_round());
  CHECK(order == std::vector{1, 2});
  CHECK(Loop::Clock::now() - begin >= 20ms);
  CHECK(again.is_set());
}

TEST_CASE("a timer may destroy itself and another") {
  Loop loop;
  int called = 0;
  std::unique_ptr<Timer> one;
  std::unique_ptr<Timer> two;
  // Each destroys the other and, as its last step, itself.
  one = std::make_unique<Timer>(loop, [&] {
    ++called;
    two.reset();
    one.reset();
  });
  two = std::make_unique<Timer>(loop, [&] {
    ++called;
    one.reset();
    two.reset();
  });
  one->set(1ms);
  two->set(1ms);
  while (one) loop.run_round();
  loop.run_round(5ms);
  CHECK(called == 1);
}
