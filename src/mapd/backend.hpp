// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace fingerpost {

/** What a database says of a key. */
struct BackendAnswer {
  enum class Kind {
    found,
    absent,
    /** The database could not be asked, or took too long: the same question may be answered
        later. */
    unavailable,
    /** This key has no answer, whoever asks: too many values, or bytes that the query cannot
        hold. */
    refused,
  };

  Kind kind = Kind::absent;
  /** The values, formatted and with commas between them as Postfix does it. */
  std::string value = {};
  /** Why there is no answer, in words that hold neither the key nor anything that the database
      said of it. */
  std::string reason = {};
};

/** A connection to a database, and a query. One thread at a time. */
class Backend {
 public:
  virtual ~Backend() = default;
  /** Looks a key up as postmap(1) -q does. Connects if there is no connection, and again if it was
      lost. Returns within about two seconds. Throws only bad_alloc. */
  virtual BackendAnswer look_up(std::string_view key) = 0;
};

}  // namespace fingerpost
