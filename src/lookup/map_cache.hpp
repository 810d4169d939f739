// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace fingerpost {

/** How long answers from maps are kept. */
struct CacheTimes {
  using Duration = std::chrono::steady_clock::duration;

  Duration found = std::chrono::minutes(5);
  /** For a key that is an address. As long as `absent`, so that the response time does not reveal
      whether a mailbox exists. */
  Duration found_login = std::chrono::minutes(1);
  Duration absent = std::chrono::minutes(1);
  Duration refused = std::chrono::minutes(1);
  /** How long an expired answer is used if the map fails (RFC 8767 section 5; Dovecot's auth
      cache). */
  Duration stale = std::chrono::hours(24);
};

/** Caches answers from maps in a bounded number of bytes. When it is full, it forgets the least
    recently used ones. Domains that were found get half of the bytes, login names a quarter, and
    the rest a quarter, so that a client that sends a million keys cannot push out the domains. The
    caller supplies the time, which must never go back. For one thread. */
class MapCache {
 public:
  using Time = std::chrono::steady_clock::time_point;
  /** Identifies a map. Entries of a map that is no longer queried are pushed out eventually. */
  using MapId = std::uint32_t;

  enum class Kind : std::uint8_t {
    found,
    absent,
    /** The map refuses this key. */
    refused,
    /** The question failed, and there is no older answer. */
    failed
  };

  struct Known {
    Kind kind;
    /** Whether it has not expired. An expired answer is used only if the map fails. */
    bool fresh;
    /** Whether to query the map again, which is the case after half of the lifetime. */
    bool due;
    /** Valid until the cache changes. */
    std::string_view value;
  };

  /** Creates a cache of at most `memory` bytes; each share may always hold one entry. */
  explicit MapCache(std::size_t memory, const CacheTimes& times = {});
  ~MapCache();
  MapCache(const MapCache&) = delete;
  MapCache& operator=(const MapCache&) = delete;

  /** Returns the entry of a key, or nothing. Allocates nothing. */
  std::optional<Known> find(MapId map, std::string_view key, Time now) noexcept;

  /** Stores an answer in place of an older one: `found` with its value, or `absent`. Stores a value
      that would push out too many others as `refused`. For the kind `refused`, an older answer
      stays but is not refreshed for a while. Throws bad_alloc; then nothing is known about the
      key. */
  void remember(MapId map, std::string_view key, Kind kind, std::string_view value, Time now);
  /** Records that a question failed: the key is not queried again for `pause`. If nothing is known
      about it, stores the failure. Throws bad_alloc. */
  void postpone(MapId map, std::string_view key, std::chrono::steady_clock::duration pause,
                Time now);

  /** Returns the number of bytes that the entries occupy, including malloc's overhead. */
  std::size_t memory() const noexcept;
  /** Returns the limit of these bytes. */
  std::size_t memory_limit() const noexcept { return memory_limit_; }
  std::size_t size() const noexcept;

 private:
  struct Entry;
  struct Shares;
  struct Times;

  /** Prevents queries for a key until `end`. Stores `kind` if nothing is known about it. */
  void set_aside(MapId map, std::string_view key, Kind kind, Time end, Time now);
  void insert(MapId map, std::string_view key, Kind kind, std::string_view value,
              const Times& times);

  const std::size_t memory_limit_;
  CacheTimes times_;
  std::unique_ptr<Shares> shares_;
};

}  // namespace fingerpost
