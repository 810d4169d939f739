// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "model/map.hpp"

namespace fingerpost {

/** The answer of a map for a key. */
struct MapAnswer {
  enum class Kind {
    /** The key has a value. */
    found,
    /** The key has no value. */
    absent,
    /** The map cannot be queried, and nothing is known about the key. */
    failed,
    /** The map was queried. The caller will be notified when to look up again. */
    pending,
  };

  Kind kind = Kind::absent;
  /** The value, empty unless the kind is `found`. Several values are separated by commas, as in
      Postfix. It is valid until the next lookup. */
  std::string_view value = {};
};

/** Looks up keys in maps that are not read when the configuration loads. */
class Lookups {
 public:
  virtual ~Lookups() = default;
  /** Returns the answer of a map for a key. Throws only bad_alloc. */
  virtual MapAnswer look_up(const Map& map, std::string_view key) = 0;
};

/** Queries nothing: every key is absent. */
class NoLookups final : public Lookups {
 public:
  MapAnswer look_up(const Map&, std::string_view) override { return {}; }
};

/** Looks up a key in any map: in the content of a map that was read when the configuration loaded,
    otherwise with `lookups`. The key must be in lower case. Throws only bad_alloc. */
MapAnswer look_up(const Map& map, std::string_view key, Lookups& lookups);

}  // namespace fingerpost
