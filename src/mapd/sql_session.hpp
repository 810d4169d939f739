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

/** Loads SOCI's driver for a dialect. This needs access to files and executable memory, so call it
    before system calls are confined. Throws an Error that names the Debian package if the driver is
    missing. */
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
  /** Our own words, because the library's quote the key. */
  const char* reason;
};

/** A connection to a database. For one thread at a time. */
class SqlSession {
 public:
  /** Called with each value that is not null, row by row. Returns false to stop. */
  using Take = std::function<bool(std::string_view)>;

  /** Connects with one of the connect_strings(). Returns within about two seconds. Throws only
      bad_alloc. */
  static tl::expected<std::unique_ptr<SqlSession>, SqlFailure> connect(SqlDialect dialect,
                                                                       const std::string& string);
  virtual ~SqlSession() = default;

  /** Runs a query with its parameters bound to `values`. Returns whether it has a result, even an
      empty one. Throws only bad_alloc and whatever `take` throws. */
  virtual tl::expected<bool, SqlFailure> run(const SqlQuery& query,
                                             const std::vector<std::string>& values,
                                             const Take& take) = 0;
};

}  // namespace fingerpost
