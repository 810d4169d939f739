// SPDX-License-Identifier: MIT
#include "process/pool.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

using namespace fingerpost;
using namespace std::chrono_literals;

namespace {

/** A record of what the tasks of a test have done. */
struct Record {
  std::atomic<int> run = 0;
  std::vector<std::thread::id> finished_in;
};

class Sleep final : public Task {
 public:
  explicit Sleep(Record& record) : record_(record) {}

 private:
  void run() noexcept override {
    std::this_thread::sleep_for(20ms);
    ++record_.run;
  }
  void finish() noexcept override { record_.finished_in.push_back(std::this_thread::get_id()); }

  Record& record_;
};

/** A task that runs until the test lets it end. */
class Held final : public Task {
 public:
  explicit Held(std::function<void()> action) : action_(std::move(action)) {}

  std::latch begun{1};
  std::latch go{1};

 private:
  void run() noexcept override {
    begun.count_down();
    go.wait();
  }
  void finish() noexcept override { action_(); }

  const std::function<void()> action_;
};

}  // namespace

TEST_CASE("tasks run in the pool and finish in the loop's thread") {
  Loop loop;
  Record record;
  Pool pool(loop);
  pool.start(3);
  CHECK(pool.is_idle());
  for (int i = 0; i < 9; ++i) pool.submit(std::make_unique<Sleep>(record));
  CHECK_FALSE(pool.is_idle());
  while (!pool.is_idle()) loop.run_round(1s);
  CHECK(record.run == 9);
  CHECK(record.finished_in == std::vector(9, std::this_thread::get_id()));
}

TEST_CASE("a pool that ends waits for running tasks and drops the rest") {
  Loop loop;
  Record record;
  {
    Pool pool(loop);
    pool.start(1);
    for (int i = 0; i < 100; ++i) pool.submit(std::make_unique<Sleep>(record));
  }
  CHECK(record.run < 100);
  CHECK(record.finished_in.empty());
}

TEST_CASE("a task that is being finished does not keep the pool from being idle") {
  Loop loop;
  Pool pool(loop);
  pool.start(1);
  bool idle = false;
  auto task = std::make_unique<Held>([&] { idle = pool.is_idle(); });
  task->go.count_down();
  pool.submit(std::move(task));
  while (!pool.is_idle()) loop.run_round(1s);
  CHECK(idle);
}

TEST_CASE("a waiting task can be withdrawn, and a running one is finished") {
  Loop loop;
  Pool pool(loop);
  pool.start(1);
  const auto count = std::make_shared<int>(0);
  std::vector<Held*> tasks;
  for (int i = 0; i < 3; ++i) {
    auto task = std::make_unique<Held>([count] { ++*count; });
    tasks.push_back(task.get());
    pool.submit(std::move(task));
  }
  tasks[0]->begun.wait();
  CHECK_FALSE(pool.withdraw(*tasks[0]));
  CHECK(pool.withdraw(*tasks[1]));
  // Nothing is left of the withdrawn one.
  CHECK(count.use_count() == 3);
  tasks[0]->go.count_down();
  tasks[2]->go.count_down();
  while (!pool.is_idle()) loop.run_round(1s);
  CHECK(*count == 2);
}
