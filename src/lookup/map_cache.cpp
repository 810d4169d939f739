// SPDX-License-Identifier: MIT
#include "lookup/map_cache.hpp"

#include <algorithm>
#include <boost/multi_index/hashed_index.hpp>
#include <boost/multi_index/identity.hpp>
#include <boost/multi_index/sequenced_index.hpp>
#include <boost/multi_index_container.hpp>
#include <utility>

#include "lookup/keyed_hash.hpp"

namespace fingerpost {

namespace multi_index = boost::multi_index;

namespace {

struct Key {
  MapCache::MapId map;
  std::string_view text;
  std::uint64_t hash;

  Key(MapCache::MapId id, std::string_view key) noexcept
      : map(id), text(key), hash(keyed_hash(id, key)) {}
};

/** Returns the number of bytes that glibc's malloc uses for an allocation: one more word, rounded
    up to a multiple of 16, at least 32. */
constexpr std::size_t allocated(std::size_t size) noexcept {
  return std::max<std::size_t>(32, (size + 8 + 15) / 16 * 16);
}

/** Whether the key is an address, for a login name, and not a domain. */
bool is_address(std::string_view key) noexcept {
  return key.find('@') != key.npos;
}

}  // namespace

struct MapCache::Times {
  Time due;
  Time stale;
  Time end;

  /** A failure is not used after its time. */
  static Times of_failure(Time end) noexcept { return {end, end, end}; }
};

struct MapCache::Entry {
  MapId map;
  std::uint32_t key_size;
  std::uint32_t value_size;
  Kind kind;
  /** The indexes do not depend on the times. */
  mutable Times times;
  /** The key followed by the value. */
  std::unique_ptr<char[]> text;

  std::string_view key() const noexcept { return {text.get(), key_size}; }
  std::string_view value() const noexcept { return {text.get() + key_size, value_size}; }
};

struct MapCache::Shares {
  struct Hash {
    std::size_t operator()(const Entry& entry) const noexcept {
      return keyed_hash(entry.map, entry.key());
    }
    std::size_t operator()(const Key& key) const noexcept { return key.hash; }
  };
  struct Equal {
    bool operator()(const Entry& a, const Entry& b) const noexcept {
      return a.map == b.map && a.key() == b.key();
    }
    bool operator()(const Key& a, const Entry& b) const noexcept {
      return a.map == b.map && a.text == b.key();
    }
    bool operator()(const Entry& a, const Key& b) const noexcept { return (*this)(b, a); }
  };
  /** Indexed by key, and ordered with the most recently used first. */
  using Entries = multi_index::multi_index_container<
      Entry,
      multi_index::indexed_by<multi_index::hashed_unique<multi_index::identity<Entry>, Hash, Equal>,
                              multi_index::sequenced<>>>;

  struct Share {
    Entries entries = {};
    std::size_t memory = 0;
    std::size_t limit = 0;

    /** Each index adds two pointers to an entry, and the hashed one up to two in its table. */
    static std::size_t memory_of(std::size_t text) noexcept {
      return allocated(sizeof(Entry) + 4 * sizeof(void*)) + allocated(text) + 2 * sizeof(void*);
    }
    static std::size_t memory_of(const Entry& entry) noexcept {
      return memory_of(entry.key_size + entry.value_size);
    }

    void erase(const Entry& entry) noexcept {
      memory -= memory_of(entry);
      entries.erase(entries.iterator_to(entry));
    }
    const Entry* find(const Key& key) const noexcept {
      const auto entry = entries.find(key, Hash(), Equal());
      return entry == entries.end() ? nullptr : &*entry;
    }
    void use(const Entry& entry) noexcept {
      auto& order = entries.template get<1>();
      order.relocate(order.begin(), order.iterator_to(entry));
    }
    void insert(Entry entry) {
      const std::size_t size = memory_of(entry);
      entries.get<1>().push_front(std::move(entry));
      memory += size;
      while (memory > limit && entries.size() > 1) erase(entries.get<1>().back());
    }
  };

  Share domains;
  Share logins;
  Share others;

  Share& found(std::string_view key) noexcept { return is_address(key) ? logins : domains; }
  Share& of(Kind kind, std::string_view key) noexcept {
    return kind == Kind::found ? found(key) : others;
  }
  Share& of(const Entry& entry) noexcept { return of(entry.kind, entry.key()); }
  const Entry* find(const Key& key) noexcept {
    const Entry* const entry = found(key.text).find(key);
    return entry ? entry : others.find(key);
  }
};

MapCache::MapCache(std::size_t memory, const CacheTimes& times)
    : memory_limit_(memory), times_(times), shares_(std::make_unique<Shares>()) {
  shares_->domains.limit = memory / 2;
  shares_->logins.limit = memory / 4;
  shares_->others.limit = memory / 4;
}

MapCache::~MapCache() = default;

std::optional<MapCache::Known> MapCache::find(MapId map, std::string_view key, Time now) noexcept {
  const Entry* const entry = shares_->find({map, key});
  if (!entry) return std::nullopt;
  Shares::Share& share = shares_->of(*entry);
  if (now >= entry->times.end) {
    share.erase(*entry);
    return std::nullopt;
  }
  share.use(*entry);
  return Known{.kind = entry->kind,
               .fresh = now < entry->times.stale,
               .due = now >= entry->times.due,
               .value = entry->value()};
}

void MapCache::remember(MapId map, std::string_view key, Kind kind, std::string_view value,
                        Time now) {
  if (kind == Kind::refused) return set_aside(map, key, kind, now + times_.refused, now);
  if (Shares::Share::memory_of(key.size() + value.size()) > shares_->of(kind, key).limit / 8) {
    if (kind == Kind::found)
      return insert(map, key, Kind::refused, {}, Times::of_failure(now + times_.refused));
    value = {};
  }
  const auto life = kind == Kind::absent ? times_.absent
                    : is_address(key)    ? times_.found_login
                                         : times_.found;
  insert(map, key, kind, value, {now + life / 2, now + life, now + life + times_.stale});
}

void MapCache::postpone(MapId map, std::string_view key, std::chrono::steady_clock::duration pause,
                        Time now) {
  set_aside(map, key, Kind::failed, now + pause, now);
}

void MapCache::set_aside(MapId map, std::string_view key, Kind kind, Time end, Time now) {
  if (const Entry* const entry = shares_->find({map, key}); entry && now < entry->times.end) {
    entry->times.due = std::max(entry->times.due, end);
    return;
  }
  insert(map, key, kind, {}, Times::of_failure(end));
}

void MapCache::insert(MapId map, std::string_view key, Kind kind, std::string_view value,
                      const Times& times) {
  if (const Entry* const old = shares_->find({map, key})) shares_->of(*old).erase(*old);
  auto text = std::make_unique<char[]>(key.size() + value.size());
  std::copy(value.begin(), value.end(), std::copy(key.begin(), key.end(), text.get()));
  shares_->of(kind, key).insert({.map = map,
                                 .key_size = static_cast<std::uint32_t>(key.size()),
                                 .value_size = static_cast<std::uint32_t>(value.size()),
                                 .kind = kind,
                                 .times = times,
                                 .text = std::move(text)});
}

std::size_t MapCache::memory() const noexcept {
  return shares_->domains.memory + shares_->logins.memory + shares_->others.memory;
}

std::size_t MapCache::size() const noexcept {
  return shares_->domains.entries.size() + shares_->logins.entries.size() +
         shares_->others.entries.size();
}

}  // namespace fingerpost
