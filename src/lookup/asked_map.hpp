// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "lookup/back_off.hpp"
#include "lookup/map_cache.hpp"
#include "lookup/map_limits.hpp"
#include "lookup/map_line.hpp"
#include "lookup/waiter.hpp"
#include "lookup/waiting_room.hpp"
#include "model/lookup.hpp"
#include "model/map.hpp"

namespace fingerpost {

/** The results of lookups in a map, and the questions to its server. A lookup that has to wait is
    counted when it is repeated. */
struct MapCounts {
  /** A value that has not expired. */
  std::uint64_t fresh = 0;
  /** The key has no value, and this has not expired. */
  std::uint64_t absent = 0;
  /** An expired value or absence, used because the map fails. */
  std::uint64_t stale = 0;
  std::uint64_t failed = 0;
  /** The number of questions that were answered or failed, and their total duration. */
  std::uint64_t asked = 0;
  std::chrono::duration<double> time = {};
};

/** One map on a server: its questions and its state. See MapClient. */
class AskedMap final : private MapLine::Asker {
 public:
  using Time = Loop::Clock::time_point;

  /** `id` identifies the map in the cache. All references must outlive this object. Throws
      bad_alloc. */
  AskedMap(Loop& loop, const Map& map, MapCache::MapId id, const MapLimits& limits, MapCache& cache,
           WaitingRoom& room);
  /** Notifies all waiters. */
  ~AskedMap();
  AskedMap(const AskedMap&) = delete;
  AskedMap& operator=(const AskedMap&) = delete;

  MapAnswer look_up(std::string_view key, Waiter& waiter, Time now);

  MapCache::MapId id() const noexcept { return id_; }
  /** Whether its questions go to the server of this map. */
  bool asks(const Map& map) const noexcept { return line_.leads_to(map); }
  bool works() const noexcept { return !back_off_.is_failing(); }
  std::string_view failure() const noexcept { return reason_; }
  const MapCounts& counts() const noexcept { return counts_; }

 private:
  class Question;

  MapAnswer answer(const MapCache::Known& known) noexcept;
  /** Asks, or returns false if the map must not be asked now or too many questions are waiting. */
  bool ask(std::string_view key, Waiter* waiter, Time now);
  /** Asks, or returns false if too many questions are waiting. */
  bool submit(std::string_view key, Waiter* waiter, Time now);

  void on_reply(MapLine::Question& question, const SocketmapReply& reply) noexcept override;
  void on_failure(MapLine::Question& question, std::string_view reason) noexcept override;

  void log_refusal(Time now) noexcept;
  /** Whether the key may be the reason for a temporary failure. */
  bool is_doubtful(const Question& question) noexcept;
  /** Asks for a key that no stranger chose. If that fails too, the map fails. */
  void check() noexcept;

  /** Ends a question with an answer. */
  void remember(Question& question, MapCache::Kind kind, std::string_view value, Time now) noexcept;
  /** Ends a question without one. */
  void fail(Question& question, std::string_view reason) noexcept;
  void fail_map(const Question& question, Time now) noexcept;
  void postpone(Question& question, Time now) noexcept;
  void end(Question& question, Time now) noexcept;
  void set_reason(std::string_view reason) noexcept;

  const std::string name_;
  const MapReader reader_;
  const MapCache::MapId id_;
  const MapLimits& limits_;
  MapCache& cache_;
  WaitingRoom& room_;
  MapLine line_;
  std::string_view check_key_ = {};
  Timer check_soon_;
  BackOff back_off_;
  std::optional<Time> last_answer_ = {};
  Time silent_until_ = {};
  std::string reason_;
  MapCounts counts_;
  std::map<std::string, Question, std::less<>> questions_;
};

}  // namespace fingerpost
