// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "model/map.hpp"

namespace fingerpost {

/** What a map says of a key. */
struct MapAnswer {
  enum class Kind {
    /** The key has a value. */
    found,
    /** The key has no value. */
    absent,
    /** The map cannot be asked, and nothing is known of the key. */
    failed,
    /** The map has been asked. Whoever looks up gets to know when to ask again. */
    pending,
  };

  Kind kind = Kind::absent;
  /** Several values have commas between them, as in Postfix. Empty unless `found`; it lives until
      the next lookup. */
  std::string_view value = {};
};

/** Looks keys up in maps that are not read when the configuration loads. */
class Lookups {
 public:
  virtual ~Lookups() = default;
  /** Never waits. Throws only bad_alloc. */
  virtual MapAnswer look_up(const Map& map, std::string_view key) = 0;
};

/** Knows nothing and asks nobody: every key is absent. */
class NoLookups final : public Lookups {
 public:
  MapAnswer look_up(const Map&, std::string_view) override { return {}; }
};

/** Looks a key up in any map: in the content of a map that was read when the configuration loaded,
    otherwise by `lookups`. The key is in lower case. Throws only bad_alloc. */
MapAnswer look_up(const Map& map, std::string_view key, Lookups& lookups);

}  // namespace fingerpost
