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

/** Where a server of a database is. */
struct SqlHost {
  enum class Kind {
    /** A Unix socket, or for PostgreSQL its folder; empty for MySQL's default. */
    socket,
    /** A name or address. */
    network,
    /** A URI that libpq takes. */
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
  /** How texts are encoded on the way. */
  std::string charset = {};
  /** Files for TLS, for MySQL only; empty if there are none. */
  std::string ca_file = {};
  std::string certificate_file = {};
  std::string key_file = {};
  /** Whether it is an error if the query has no result, not even an empty one. */
  bool requires_result = true;
  /** After so many seconds without a query, a connection is not used again. 0 for SQLite, where one
      may be to a file that was replaced. */
  unsigned idle_seconds = 60;
  SqlQuery query;
  Expansion expansion;
};

/** What came of reading the file of a table. */
struct SqlTableRead {
  /** Null if a problem is an error. */
  std::shared_ptr<const SqlTable> table;
  std::vector<TableProblem> problems;
};

/** Returns the dialect of a type of map, `pgsql`, `mysql` or `sqlite`; nothing for another. */
std::optional<SqlDialect> sql_dialect(std::string_view type) noexcept;

/** Reads a table's file. Every parameter is kept or is a problem; none is passed over. The files
    that `domain` names are read by `read`. Total; throws only bad_alloc. */
SqlTableRead read_sql_table(SqlDialect dialect, std::string_view text, Expansion::Read read);

}  // namespace fingerpost
