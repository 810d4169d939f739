// SPDX-License-Identifier: MIT
#include "command/table_files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <set>
#include <string>
#include <string_view>
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

/** Returns how to make the socket of a map accessible to the service's group. */
std::string_view remedy_for(const Map& map) {
  switch (map.type->reader) {
    case MapReader::dovecot:
      return "in Dovecot's configuration, set group = fingerpost and mode = 0660 for its "
             "unix_listener";
    case MapReader::mapd:
      return "give it the group fingerpost and mode 0660, as fingerpost-mapd.socket does";
    case MapReader::socketmap:
    case MapReader::text:
      break;
  }
  return "let its server create it with group fingerpost and mode 0660";
}

}  // namespace

Problems table_problems(const Catalog& catalog) {
  Problems problems;
  for (const Map* const map : catalog.maps())
    if (map->type->reader == MapReader::mapd) read_table(*map, problems);
  problems.finish();
  return problems;
}

Problems closed_sockets(const Catalog& catalog) {
  Problems problems;
  std::set<std::string_view> told;
  for (const Map* const map : catalog.maps()) {
    if (map->socket.empty() || !told.insert(map->socket).second) continue;
    if (const std::string why = why_service_cannot_connect(map->socket, remedy_for(*map));
        !why.empty())
      problems.add(Problem::Severity::warning, map->socket, 0, why);
  }
  problems.finish();
  return problems;
}

}  // namespace fingerpost
