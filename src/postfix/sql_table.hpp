// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postfix/expansion.hpp"
#include "postfix/sql_query.hpp"
#include "postfix/table_file.hpp"

namespace fingerpost {

/** The address of a database server. */
struct SqlHost {
  enum class Kind {
    /** A Unix socket, or for PostgreSQL its folder; empty for MySQL's default. */
    socket,
    /** A name or address. */
    network,
    /** A URI for libpq. */
    uri,
  };

  Kind kind;
  std::string name;
  /** A number, or empty for the default. */
  std::string port = {};
};

/** A table in an SQL database, as pgsql_table(5), mysql_table(5) or sqlite_table(5) describe it.
    Never changes. */
struct SqlTable {
  SqlDialect dialect;
  /** At least one; none for SQLite. */
  std::vector<SqlHost> hosts = {};
  /** Empty for the library's default. */
  std::string user = {};
  std::string password = {};
  /** The name of the database, or for SQLite, its absolute path. */
  std::string database = {};
  /** The encoding of texts on the connection. */
  std::string charset = {};
  /** Files for TLS, for MySQL only; empty if there are none. */
  std::string ca_file = {};
  std::string certificate_file = {};
  std::string key_file = {};
  /** Whether a query that returns no result, not even an empty one, is an error. */
  bool requires_result = true;
  /** The number of seconds without a query after which a connection is no longer used. It is 0 for
      SQLite, because the file may have been replaced. */
  unsigned idle_seconds = 60;
  SqlQuery query;
  Expansion expansion;
};

/** The result of reading a table's file. */
struct SqlTableRead {
  /** Null if one of the problems is an error. */
  std::shared_ptr<const SqlTable> table;
  std::vector<TableProblem> problems;
};

/** Returns the dialect of a map type (`pgsql`, `mysql` or `sqlite`), or nothing for any other
    type. */
std::optional<SqlDialect> sql_dialect(std::string_view type) noexcept;

/** Reads a table's file. Every parameter is kept or reported as a problem; none is ignored
    silently. `read` reads the files that `domain` names. Total; throws only bad_alloc. */
SqlTableRead read_sql_table(SqlDialect dialect, std::string_view text, Expansion::Read read);

}  // namespace fingerpost
