// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <utility>

#include "postfix/ldap_escape.hpp"
#include "postfix/ldap_table.hpp"
#include "postfix/sql_table.hpp"
#include "target.hpp"

using namespace fingerpost;

namespace {

tl::expected<std::string, std::string> read(const std::string& path) {
  if (path == "/list") return "b.example !c.example\n# comment\n/list\n";
  return tl::unexpected<std::string>("no such file or directory");
}

bool has_error(const std::vector<TableProblem>& problems) {
  return std::any_of(problems.begin(), problems.end(), [](const TableProblem& problem) {
    return problem.severity == TableProblem::Severity::error;
  });
}

/** Returns the query without the content of its strings and identifiers, which SOCI does not
    interpret. */
std::string outside_strings(std::string_view query, SqlDialect dialect) {
  std::string outside;
  char quote = '\0';
  for (std::size_t i = 0; i < query.size(); ++i) {
    const char c = query[i];
    const bool is_quote = c == '\'' || (c == '"' && dialect != SqlDialect::mysql);
    if (quote && c == '\\' && dialect == SqlDialect::mysql)
      ++i;
    else if (quote && c == quote)
      quote = '\0';
    else if (!quote && is_quote)
      outside += quote = c;
    else if (!quote)
      outside += c;
  }
  return outside;
}

void check_query(const SqlQuery& query, SqlDialect dialect) {
  // SQLite's library parses the query itself.
  if (dialect == SqlDialect::sqlite) return;
  const std::string outside = outside_strings(query.text, dialect);
  std::size_t parameters = 0;
  for (std::size_t i = 0; i < outside.size(); ++i) {
    if (outside[i] != ':') continue;
    const char next = i + 1 < outside.size() ? outside[i + 1] : '\0';
    if (next == 'p')
      ++parameters;
    else
      expect(next == '=' || (next == ':' && dialect == SqlDialect::pgsql),
             "SOCI finds no parameters but those of placeholders");
    if (next == ':' || next == '=') ++i;
  }
  expect(parameters == query.parameters.size(), "SOCI finds every parameter");
}

void check_values(const SqlTable& table, std::string_view text) {
  const auto key = table.expansion.split_key(text);
  if (!key) return;
  for (const Template& parameter : table.query.parameters) fill(parameter, *key);
  Values values(table.expansion, *key);
  expect(!values.add("jo@mail.example") || values.text().size() <= Values::longest,
         "a value is bounded");
}

/** Counts these characters in a text. */
auto count_of(std::string_view text, std::string_view characters) {
  return std::count_if(text.begin(), text.end(),
                       [&](char c) { return characters.find(c) != characters.npos; });
}

void check_ldap(const LdapTable& table) {
  expect(!table.servers.empty() && !table.attributes.empty(), "there is a server and an attribute");
  const auto plain = table.expansion.split_key("jo@mail.b.example");
  const auto hostile = table.expansion.split_key(")(*,=+\\ \"#;<>@mail.b.example");
  if (!plain || !hostile) return;
  const auto counts = [&](const AddressParts& key) {
    return std::pair(
        count_of(fill(table.query_filter, key, nullptr, escape_filter_value), "()*"),
        count_of(fill(table.search_base, key, nullptr, escape_dn_value), ",=+\"#;<> "));
  };
  expect(counts(*plain) == counts(*hostile), "a key is only a value");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text(data, size);
  for (const SqlDialect dialect : {SqlDialect::pgsql, SqlDialect::mysql, SqlDialect::sqlite}) {
    const SqlTableRead result = read_sql_table(dialect, text, read);
    expect(!result.table == has_error(result.problems), "a refusal has a reason");
    if (!result.table) continue;
    check_query(result.table->query, dialect);
    for (const char* const key : {"jo@mail.b.example", "b.example", "@", "'\"\\%@c.example"})
      check_values(*result.table, key);
  }
  TableFile file(text, LdapTable::parameters());
  const LdapTable table(file, read);
  if (!file.is_refused()) check_ldap(table);
  return 0;
}
