// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace fingerpost {

/** The result of looking up a key in a database. */
struct BackendAnswer {
  enum class Kind {
    found,
    absent,
    /** The database could not be reached or took too long; a later lookup may succeed. */
    unavailable,
    /** The key can never be answered: too many values, or bytes that the query cannot contain. */
    refused,
  };

  Kind kind = Kind::absent;
  /** The values, formatted and joined by commas the way Postfix does. */
  std::string value = {};
  /** Why there is no answer. Contains neither the key nor text from the database. */
  std::string reason = {};
};

/** A connection to a database and its query. For one thread at a time. */
class Backend {
 public:
  virtual ~Backend() = default;
  /** Looks up a key like `postmap -q`. Connects if necessary, and reconnects if the connection was
      lost. Returns within about two seconds. Throws only bad_alloc. */
  virtual BackendAnswer look_up(std::string_view key) = 0;
};

}  // namespace fingerpost
