// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "postfix/expansion.hpp"

namespace fingerpost {

/** Which strings, comments and identifiers a query has. */
enum class SqlDialect { pgsql, mysql, sqlite };

/** A query of Postfix's, whose placeholders, which Postfix fills in as text, have become
    parameters. */
struct SqlQuery {
  /** The query for SOCI: parameters are `:p1`, `:p2`, …, in order, and no other colon can be taken
      for one. Comments are left out, and strings are written as '…'. */
  std::string text;
  /** What each parameter is: the whole string that the placeholders were in. */
  std::vector<Template> parameters;
  /** Whether it calls a procedure, which MySQL answers with more than one result. */
  bool is_call = false;
};

/** Makes parameters of a query's placeholders. Returns why not if one is outside of a string, or if
    the query cannot be understood. `query` is one line. Total; throws only bad_alloc. */
tl::expected<SqlQuery, std::string> parse_sql_query(std::string_view query, SqlDialect dialect);

}  // namespace fingerpost
