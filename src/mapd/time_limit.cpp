// SPDX-License-Identifier: MIT
#include "mapd/time_limit.hpp"

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

namespace fingerpost {

/** Enforces all limits in one thread. */
class Keeper {
 public:
  static Keeper& one() {
    static Keeper keeper;
    return keeper;
  }

  void add(TimeLimit& limit) {
    const std::lock_guard lock(mutex_);
    limits_.push_back(&limit);
    changed_.notify_one();
  }

  void remove(TimeLimit& limit) noexcept {
    const std::lock_guard lock(mutex_);
    limits_.remove(&limit);
  }

 private:
  Keeper() : thread_([this] { run(); }) {}

  ~Keeper() {
    {
      const std::lock_guard lock(mutex_);
      ends_ = true;
      changed_.notify_one();
    }
    thread_.join();
  }

  void run() {
    std::unique_lock lock(mutex_);
    while (!ends_) {
      const auto first =
          std::min_element(limits_.begin(), limits_.end(),
                           [](const auto* a, const auto* b) { return a->end_ < b->end_; });
      if (first == limits_.end()) {
        changed_.wait(lock);
      } else if (const auto end = (*first)->end_; end > std::chrono::steady_clock::now()) {
        changed_.wait_until(lock, end);
      } else {
        (*first)->stop_();
        limits_.erase(first);
      }
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  /** The active limits, at most one for each querying thread. */
  std::list<TimeLimit*> limits_;
  bool ends_ = false;
  /** The last member, because its thread uses all others. */
  std::thread thread_;
};

TimeLimit::TimeLimit(std::chrono::milliseconds time, std::function<void()> stop)
    : end_(std::chrono::steady_clock::now() + time), stop_(std::move(stop)) {
  Keeper::one().add(*this);
}

TimeLimit::~TimeLimit() {
  Keeper::one().remove(*this);
}

}  // namespace fingerpost
