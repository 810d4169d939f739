// SPDX-License-Identifier: MIT
#include "mapd/connect_string.hpp"

#include <fmt/format.h>

#include <string_view>

#include "base/text.hpp"

namespace fingerpost {

namespace {

/** Seconds; libpq treats 1 as 2. */
constexpr unsigned connect_seconds = 2;
constexpr unsigned busy_seconds = 1;

/** Appends a parameter to a URI, percent-encoded because SOCI's PostgreSQL driver (4.0.3) splits
    the string at spaces even inside quotation marks. */
void append_pgsql(std::string& uri, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  const bool is_first = uri.find('?') == std::string::npos;
  uri += fmt::format("{}{}={}", is_first ? '?' : '&', name, percent_encode(value));
}

std::string pgsql_string(const SqlTable& table, const SqlHost& host) {
  const bool is_uri = host.kind == SqlHost::Kind::uri;
  std::string uri = is_uri ? host.name : "postgresql://";
  if (!is_uri) {
    append_pgsql(uri, "host", host.name);
    append_pgsql(uri, "port", host.port);
    append_pgsql(uri, "dbname", table.database);
    append_pgsql(uri, "user", table.user);
    append_pgsql(uri, "password", table.password);
  }
  append_pgsql(uri, "client_encoding", table.charset);
  append_pgsql(uri, "connect_timeout", fmt::format("{}", connect_seconds));
  append_pgsql(uri, "tcp_user_timeout", fmt::format("{}", connect_seconds * 1000));
  append_pgsql(uri, "fallback_application_name", "fingerpost");
  return uri;
}

void append_mysql(std::string& text, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  text += fmt::format("{}{}='", text.empty() ? "" : " ", name);
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  text += '\'';
}

std::string mysql_string(const SqlTable& table, const SqlHost& host) {
  std::string text;
  append_mysql(text, host.kind == SqlHost::Kind::socket ? "unix_socket" : "host", host.name);
  append_mysql(text, "port", host.port);
  append_mysql(text, "dbname", table.database);
  append_mysql(text, "user", table.user);
  append_mysql(text, "password", table.password);
  append_mysql(text, "charset", table.charset);
  append_mysql(text, "sslca", table.ca_file);
  append_mysql(text, "sslcert", table.certificate_file);
  append_mysql(text, "sslkey", table.key_file);
  for (const std::string_view name : {"connect_timeout", "read_timeout", "write_timeout"})
    append_mysql(text, name, fmt::format("{}", connect_seconds));
  return text;
}

}  // namespace

std::vector<std::string> connect_strings(const SqlTable& table) {
  if (table.dialect == SqlDialect::sqlite)
    return {fmt::format("dbname=\"{}\" timeout={} readonly=true", table.database, busy_seconds)};
  std::vector<std::string> texts;
  for (const SqlHost& host : table.hosts)
    texts.push_back(table.dialect == SqlDialect::pgsql ? pgsql_string(table, host)
                                                       : mysql_string(table, host));
  return texts;
}

}  // namespace fingerpost
