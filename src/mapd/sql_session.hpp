// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "postfix/sql_query.hpp"

namespace fingerpost {

/** Loads SOCI's driver for a dialect, which needs files and memory that may be executed; so a
    program calls it before it gives up system calls. Throws Error, which names Debian's package, if
    there is none. */
void load_sql_driver(SqlDialect dialect);

/** Why a database did not answer. */
struct SqlFailure {
  enum class Kind {
    /** There is no connection. */
    lost,
    /** The database took too long. */
    slow,
    /** The database refuses the query, or the key in it. */
    refused,
  };

  Kind kind;
  /** In words of our own: the library's quote the key. */
  const char* reason;
};

/** A connection to a database. One thread at a time. */
class SqlSession {
 public:
  /** Gets the values of all rows in order, without those that are null. Returns false if it wants
      no more. */
  using Take = std::function<bool(std::string_view)>;

  /** Connects, with one of connect_strings(), within about two seconds. Throws only bad_alloc. */
  static tl::expected<std::unique_ptr<SqlSession>, SqlFailure> connect(SqlDialect dialect,
                                                                       const std::string& string);
  virtual ~SqlSession() = default;

  /** Runs a query with its parameters bound to values. Returns whether it has a result, even an
      empty one. Throws only bad_alloc, and what `take` throws. */
  virtual tl::expected<bool, SqlFailure> run(const SqlQuery& query,
                                             const std::vector<std::string>& values,
                                             const Take& take) = 0;
};

}  // namespace fingerpost
