// SPDX-License-Identifier: MIT
#include "mapd/map_workers.hpp"

#include <exception>
#include <memory>
#include <new>
#include <utility>

namespace fingerpost {

namespace {

/** The number of questions that a map is asked at once, and of connections to its database. */
constexpr unsigned threads = 4;

}  // namespace

class MapWorkers::Lookup final : public Task {
 public:
  Lookup(MapWorkers& workers, std::string_view key, Take take)
      : workers_(workers), key_(key), take_(std::move(take)) {}

  void forget_asker() noexcept { take_ = nullptr; }

 private:
  void run() noexcept override try {
    answer_ = workers_.backends_.look_up(key_);
  } catch (const std::bad_alloc&) {
    // Short enough to need no memory.
    answer_ = {.kind = BackendAnswer::Kind::unavailable, .reason = "out of memory"};
  } catch (const std::exception&) {
    // Of a library, or because the system gives no thread. Its words could hold the key.
    answer_ = {.kind = BackendAnswer::Kind::unavailable, .reason = "library failed"};
  }

  void finish() noexcept override {
    --workers_.questions_;
    note_and_log(workers_.health_, workers_.name_, answer_);
    // Giving it up meanwhile must not destroy it.
    if (const Take take = std::exchange(take_, nullptr)) take(answer_);
  }

  MapWorkers& workers_;
  const std::string key_;
  /** Used in the loop's thread only. */
  Take take_;
  BackendAnswer answer_;
};

/** Closes the connections in a thread that may wait. */
class MapWorkers::Closing final : public Task {
 public:
  explicit Closing(BackendPool& backends) : backends_(backends) {}

 private:
  void run() noexcept override { backends_.close(); }
  void finish() noexcept override {}

  BackendPool& backends_;
};

MapWorkers::MapWorkers(Loop& loop, std::string name, OpenBackend open)
    : name_(std::move(name)), backends_(std::move(open)), pool_(loop) {
  pool_.start(threads, Pool::Priority::usual);
}

MapWorkers::Lookup* MapWorkers::ask(std::string_view key, Take take) {
  if (questions_ == most_questions) return nullptr;
  auto lookup = std::make_unique<Lookup>(*this, key, std::move(take));
  Lookup* const asked = lookup.get();
  pool_.submit(std::move(lookup));
  ++questions_;
  return asked;
}

void MapWorkers::give_up(Lookup& lookup) noexcept {
  if (pool_.withdraw(lookup))
    --questions_;
  else
    lookup.forget_asker();
}

void MapWorkers::note_failure(const char* reason) noexcept try {
  note_and_log(health_, name_, {.kind = BackendAnswer::Kind::unavailable, .reason = reason});
} catch (const std::bad_alloc&) {
  // The next failure is logged.
}

void MapWorkers::retire() noexcept try {
  pool_.submit(std::make_unique<Closing>(backends_));
} catch (const std::bad_alloc&) {
  // The destructor closes them.
}

}  // namespace fingerpost
