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

/** One map: a few threads that ask its database, and the questions that wait for them. A map that
    hangs holds up no other, because each has its own. For the loop's thread only. */
class MapWorkers {
 public:
  /** Gets an answer in the loop's thread. Must not throw. */
  using Take = std::function<void(const BackendAnswer&)>;
  /** A question that was asked and is not yet answered. */
  class Lookup;

  /** The number of questions that wait or are being asked. */
  static constexpr std::size_t most_questions = 256;

  /** Starts its threads, on the terms of Pool::start(). The loop must outlive it. */
  MapWorkers(Loop& loop, std::string name, OpenBackend open);
  /** Waits for questions that are being asked; takes none of the answers. */
  ~MapWorkers() = default;
  MapWorkers(const MapWorkers&) = delete;
  MapWorkers& operator=(const MapWorkers&) = delete;

  /** Asks for a key. The question lives until `take` is called or it is given up; null if there are
      too many already. Throws bad_alloc. */
  Lookup* ask(std::string_view key, Take take);
  /** Nobody needs the answer: a question that waits is not asked at all. */
  void give_up(Lookup& lookup) noexcept;
  /** Takes note that a question was not answered, for the log. */
  void note_failure(const char* reason) noexcept;

  /** Answers what was asked, and then closes its connections to the database. Nothing may be asked
      any more. */
  void retire() noexcept;
  /** Whether nothing was asked that is not yet answered. */
  bool is_idle() const noexcept { return pool_.is_idle(); }

 private:
  class Closing;

  const std::string name_;
  BackendPool backends_;
  MapHealth health_;
  std::size_t questions_ = 0;
  /** The last member, so that its threads end first. */
  Pool pool_;
};

}  // namespace fingerpost
