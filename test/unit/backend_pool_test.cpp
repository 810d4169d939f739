// SPDX-License-Identifier: MIT
#include "mapd/backend_pool.hpp"

#include <doctest/doctest.h>

#include <barrier>
#include <string>
#include <thread>

using namespace fingerpost;

namespace {

/** Counts the backends of a test that exist and that were ever created. */
struct Count {
  int made = 0;
  int alive = 0;
};

/** Answers with the key once `meet` threads are asking at the same time. */
class Echo final : public Backend {
 public:
  Echo(Count& count, std::barrier<>& meet) : count_(count), meet_(meet) {
    ++count_.made;
    ++count_.alive;
  }
  ~Echo() override { --count_.alive; }

 private:
  BackendAnswer look_up(std::string_view key) override {
    meet_.arrive_and_wait();
    return {.kind = BackendAnswer::Kind::found, .value = std::string(key)};
  }

  Count& count_;
  std::barrier<>& meet_;
};

}  // namespace

TEST_CASE("a backend is created when none is free, and reused") {
  Count count;
  std::barrier<> alone(1);
  BackendPool pool([&] { return std::make_unique<Echo>(count, alone); });
  CHECK(count.made == 0);
  CHECK(pool.look_up("a").value == "a");
  CHECK(pool.look_up("b").value == "b");
  CHECK(count.made == 1);
  pool.close();
  CHECK(count.alive == 0);
  CHECK(pool.look_up("c").value == "c");
  CHECK(count.made == 2);
  CHECK(count.alive == 0);
}

TEST_CASE("concurrent threads do not share a backend") {
  Count count;
  std::mutex mutex;
  std::barrier<> both(2);
  BackendPool pool([&]() -> std::unique_ptr<Backend> {
    const std::lock_guard lock(mutex);
    return std::make_unique<Echo>(count, both);
  });
  {
    const std::jthread other([&] { pool.look_up("a"); });
    pool.look_up("b");
  }
  CHECK(count.made == 2);
  CHECK(count.alive == 2);
}
