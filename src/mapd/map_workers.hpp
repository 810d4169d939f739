// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "mapd/backend_pool.hpp"
#include "mapd/map_health.hpp"
#include "process/pool.hpp"

namespace fingerpost {

/** One map: the threads that query its database, and the questions waiting for them. Each map has
    its own threads, so a map that hangs does not delay the others. Call only from the loop's
    thread. */
class MapWorkers {
 public:
  /** Called with the answer in the loop's thread. Must not throw. */
  using Take = std::function<void(const BackendAnswer&)>;
  /** A question without an answer yet. */
  class Lookup;

  /** The maximum number of questions without an answer. */
  static constexpr std::size_t most_questions = 256;

  /** Starts the threads; throws like Pool::start(). The loop must outlive the workers. */
  MapWorkers(Loop& loop, std::string name, OpenBackend open);
  /** Waits for running lookups and discards their answers. */
  ~MapWorkers() = default;
  MapWorkers(const MapWorkers&) = delete;
  MapWorkers& operator=(const MapWorkers&) = delete;

  /** Looks up a key. The returned object lives until `take` is called or give_up(). Returns null if
      there are too many questions. Throws bad_alloc. */
  Lookup* ask(std::string_view key, Take take);
  /** Discards a question. If it is still waiting, the database is not asked. */
  void give_up(Lookup& lookup) noexcept;
  /** Records, for the log, that a question was not answered. */
  void note_failure(const char* reason) noexcept;

  /** Answers the open questions and then closes the database connections. Do not call ask()
      afterwards. */
  void retire() noexcept;
  /** Whether all questions have been answered. */
  bool is_idle() const noexcept { return pool_.is_idle(); }

 private:
  class Closing;

  const std::string name_;
  BackendPool backends_;
  MapHealth health_;
  std::size_t questions_ = 0;
  /** The last member, so that its threads end before the others are destroyed. */
  Pool pool_;
};

}  // namespace fingerpost
