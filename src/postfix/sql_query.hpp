// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "postfix/expansion.hpp"

namespace fingerpost {

/** The dialect, which determines the syntax of strings, comments and identifiers. */
enum class SqlDialect { pgsql, mysql, sqlite };

/** A query from a Postfix table. Its placeholders, which Postfix replaces as text, have become
    parameters. */
struct SqlQuery {
  /** The query for SOCI. Parameters are `:p1`, `:p2`, … in order, and no other colon can be
      mistaken for one. Comments are removed, and strings are written as '…'. */
  std::string text;
  /** The content of each parameter: the whole string that contained the placeholders. */
  std::vector<Template> parameters;
  /** Whether it calls a procedure, to which MySQL returns more than one result. */
  bool is_call = false;
};

/** Turns the placeholders of a query into parameters. Returns an error if one is outside a string,
    or if the query cannot be parsed. `query` is one line. Total; throws only bad_alloc. */
tl::expected<SqlQuery, std::string> parse_sql_query(std::string_view query, SqlDialect dialect);

}  // namespace fingerpost
