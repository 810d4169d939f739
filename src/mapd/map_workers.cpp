// SPDX-License-Identifier: MIT
#include "mapd/map_workers.hpp"

#include <exception>
#include <memory>
#include <new>
#include <utility>

namespace fingerpost {

namespace {

/** Threads of a map, and so the maximum number of connections to its database. */
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
    // The reason is short enough not to be allocated.
    answer_ = {.kind = BackendAnswer::Kind::unavailable, .reason = "out of memory"};
  } catch (const std::exception&) {
    // From a library, or because a thread could not start. what() might quote the key.
    answer_ = {.kind = BackendAnswer::Kind::unavailable, .reason = "library error"};
  }

  void finish() noexcept override {
    --workers_.questions_;
    note_and_log(workers_.health_, workers_.name_, answer_);
    // `take` may call give_up(), which must not destroy the running function.
    if (const Take take = std::exchange(take_, nullptr)) take(answer_);
  }

  MapWorkers& workers_;
  const std::string key_;
  /** Used only in the loop's thread. */
  Take take_;
  BackendAnswer answer_;
};

/** Closes the connections in a thread of the pool, because closing may block. */
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
  // The next failure will be logged instead.
}

void MapWorkers::retire() noexcept try {
  pool_.submit(std::make_unique<Closing>(backends_));
} catch (const std::bad_alloc&) {
  // The destructor closes the connections instead.
}

}  // namespace fingerpost
