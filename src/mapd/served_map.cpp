// SPDX-License-Identifier: MIT
#include "mapd/served_map.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/file.hpp"
#include "mapd/ldap_backend.hpp"
#include "mapd/ldap_connection.hpp"
#include "mapd/sql_backend.hpp"
#include "mapd/sql_session.hpp"
#include "model/map.hpp"
#include "postfix/ldap_table.hpp"
#include "postfix/sql_table.hpp"
#include "postfix/table_file.hpp"

namespace fingerpost {

namespace {

/** The result of reading a map's file. */
struct MapRead {
  /** Creates the map's backends; empty if one of the problems is an error. */
  OpenBackend open = {};
  std::vector<TableProblem> problems = {};
};

MapRead read_ldap(const std::string& text) {
  TableFile file(text, LdapTable::parameters());
  const auto table = std::make_shared<const LdapTable>(file, read_file);
  if (file.is_refused()) return {{}, file.problems()};
  load_ldap_library();
  return {[table] { return std::make_unique<LdapBackend>(*table); }, file.problems()};
}

template <SqlDialect dialect>
MapRead read_sql(const std::string& text) {
  SqlTableRead read = read_sql_table(dialect, text, read_file);
  if (!read.table) return {{}, std::move(read.problems)};
  try {
    load_sql_driver(dialect);
  } catch (const Error& error) {
    read.problems.push_back({TableProblem::Severity::error, 0, error.what()});
    return {{}, std::move(read.problems)};
  }
  return {[table = read.table] { return std::make_unique<SqlBackend>(*table); },
          std::move(read.problems)};
}

/** The reader for a type of map. */
struct Reading {
  std::string_view word;
  MapRead (*read)(const std::string& text);
};

constexpr Reading readings[] = {
    {"pgsql", read_sql<SqlDialect::pgsql>},
    {"mysql", read_sql<SqlDialect::mysql>},
    {"sqlite", read_sql<SqlDialect::sqlite>},
    {"ldap", read_ldap},
};

const Reading* find_reading(const Map& map) {
  const auto* const found =
      std::find_if(std::begin(readings), std::end(readings),
                   [&](const Reading& reading) { return reading.word == map.type->word; });
  return found == std::end(readings) ? nullptr : found;
}

void add_problems(const std::vector<TableProblem>& found, const std::string& path,
                  Problems& problems) {
  for (const TableProblem& problem : found)
    problems.add(problem.severity == TableProblem::Severity::error ? Problem::Severity::error
                                                                   : Problem::Severity::warning,
                 path, problem.line, problem.text);
}

}  // namespace

std::vector<ServedMap> read_served_maps(const Catalog& catalog, Problems& problems) {
  std::vector<ServedMap> served;
  for (const Map* const map : catalog.maps()) {
    const Reading* const reading = find_reading(*map);
    if (!reading) continue;
    const auto text = read_file(map->file);
    if (!text) {
      problems.add_error(map->file, 0, text.error());
      continue;
    }
    MapRead read = reading->read(*text);
    add_problems(read.problems, map->file, problems);
    if (read.open) served.push_back({map->text, std::move(read.open)});
  }
  return served;
}

std::string list_served_types() {
  std::vector<std::string_view> words;
  for (const Reading& reading : readings) words.push_back(reading.word);
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace fingerpost
