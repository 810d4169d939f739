// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace fingerpost {

/** How long answers of maps are kept. */
struct CacheTimes {
  using Duration = std::chrono::steady_clock::duration;

  Duration found = std::chrono::minutes(5);
  /** For a key that is an address. As long as an absence, so that the time of an answer does not
      tell whether a mailbox exists. */
  Duration found_login = std::chrono::minutes(1);
  Duration absent = std::chrono::minutes(1);
  Duration refused = std::chrono::minutes(1);
  /** How long an answer is used after its time if the map fails (RFC 8767 section 5; Dovecot's
      auth cache). */
  Duration stale = std::chrono::hours(24);
};

/** Remembers what maps said of keys, in a bounded number of bytes. When these are full, it forgets
    what was used longest ago. Domains that were found have half of the bytes, login names a quarter,
    and all else a quarter: whoever asks for a million keys cannot push out the domains. The time
    comes from the caller and never goes back. For one thread. */
class MapCache {
 public:
  using Time = std::chrono::steady_clock::time_point;
  /** Stands for a map. What is remembered of one that is never looked up again is pushed out in
      time. */
  using MapId = std::uint32_t;

  enum class Kind : std::uint8_t {
    found,
    absent,
    /** The map does not answer this key. */
    refused,
    /** The question failed, and nothing older is known. */
    failed
  };

  struct Known {
    Kind kind;
    /** Whether its time is not over. If it is, the answer is used only if the map fails. */
    bool fresh;
    /** Whether the map is to be asked again, which happens from half of the time on. */
    bool due;
    /** Lives until the cache is changed. */
    std::string_view value;
  };

  /** Holds at most `memory` bytes, or one entry in each share. */
  explicit MapCache(std::size_t memory, const CacheTimes& times = {});
  ~MapCache();
  MapCache(const MapCache&) = delete;
  MapCache& operator=(const MapCache&) = delete;

  /** Returns what is known of a key, or nothing. Allocates nothing. */
  std::optional<Known> find(MapId map, std::string_view key, Time now) noexcept;

  /** Remembers an answer instead of an older one: `found` with its value, or `absent`. A value that
      would push out too much of the others is remembered as `refused`. If the kind is `refused`, an
      older answer stays, but is not asked again for a while. Throws bad_alloc; then nothing is known
      of the key. */
  void remember(MapId map, std::string_view key, Kind kind, std::string_view value, Time now);
  /** A question failed. What is known is not asked again for `pause`; if nothing is known, that
      the question failed is. Throws bad_alloc. */
  void postpone(MapId map, std::string_view key, std::chrono::steady_clock::duration pause,
                Time now);

  /** Returns the number of bytes that the entries occupy, with what malloc adds. */
  std::size_t memory() const noexcept;
  /** Returns the limit of these bytes. */
  std::size_t memory_limit() const noexcept { return memory_limit_; }
  std::size_t size() const noexcept;

 private:
  struct Entry;
  struct Shares;
  struct Times;

  /** Does not ask for a key until `end`; remembers `kind` if nothing is known of it. */
  void set_aside(MapId map, std::string_view key, Kind kind, Time end, Time now);
  void insert(MapId map, std::string_view key, Kind kind, std::string_view value,
              const Times& times);

  const std::size_t memory_limit_;
  CacheTimes times_;
  std::unique_ptr<Shares> shares_;
};

}  // namespace fingerpost
