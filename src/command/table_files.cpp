// SPDX-License-Identifier: MIT
#include "command/table_files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "command/readers.hpp"
#include "postfix/ldap_table.hpp"
#include "postfix/sql_table.hpp"

namespace fingerpost {

namespace {

std::vector<TableProblem> problems_of(const MapType& type, const std::string& text) {
  if (const auto dialect = sql_dialect(type.word))
    return read_sql_table(*dialect, text, read_file).problems;
  TableFile file(text, LdapTable::parameters());
  const LdapTable table(file, read_file);
  return file.problems();
}

bool is_forbidden(const std::string& path) {
  return access(path.c_str(), R_OK) != 0 && errno == EACCES;
}

void read_table(const Map& map, Problems& problems) {
  using enum Problem::Severity;
  const auto text = read_file(map.file);
  if (!text && is_forbidden(map.file))
    return problems.add(warning, map.file, 0,
                        fmt::format("is not checked: {}; run this as root", text.error()));
  if (!text) return problems.add(error, map.file, 0, text.error());
  if (const std::string closed = why_mapd_cannot_read(map.file); !closed.empty())
    problems.add(warning, map.file, 0, closed);
  for (const TableProblem& problem : problems_of(*map.type, *text))
    problems.add(problem.severity == TableProblem::Severity::error ? error : warning, map.file,
                 problem.line, problem.text);
}

}  // namespace

Problems table_problems(const Catalog& catalog) {
  Problems problems;
  for (const Map* const map : catalog.maps())
    if (map->type->reader == MapReader::mapd) read_table(*map, problems);
  problems.finish();
  return problems;
}

}  // namespace fingerpost
