// SPDX-License-Identifier: MIT
#include "postfix/sql_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "base/text.hpp"

namespace fingerpost {

namespace {

/** The prefixes of an address in `hosts`. */
constexpr std::string_view unix_prefix = "unix:";
constexpr std::string_view inet_prefix = "inet:";
constexpr std::string_view uri_prefixes[] = {"postgresql:", "postgres:"};

constexpr unsigned highest_port = 65535;
/** In seconds; a day. */
constexpr unsigned longest_interval = 86400;

constexpr std::string_view pgsql_parameters[] = {"additional_conditions",
                                                 "dbname",
                                                 "domain",
                                                 "encoding",
                                                 "expansion_limit",
                                                 "hosts",
                                                 "idle_interval",
                                                 "password",
                                                 "port",
                                                 "query",
                                                 "result_format",
                                                 "retry_interval",
                                                 "select_field",
                                                 "select_function",
                                                 "table",
                                                 "user",
                                                 "where_field"};
constexpr std::string_view mysql_parameters[] = {"additional_conditions",
                                                 "charset",
                                                 "dbname",
                                                 "domain",
                                                 "expansion_limit",
                                                 "hosts",
                                                 "idle_interval",
                                                 "option_file",
                                                 "option_group",
                                                 "password",
                                                 "port",
                                                 "query",
                                                 "require_result_set",
                                                 "result_format",
                                                 "retry_interval",
                                                 "select_field",
                                                 "table",
                                                 "tls_CAfile",
                                                 "tls_CApath",
                                                 "tls_cert_file",
                                                 "tls_ciphers",
                                                 "tls_key_file",
                                                 "tls_verify_cert",
                                                 "user",
                                                 "where_field"};
constexpr std::string_view sqlite_parameters[] = {
    "additional_conditions", "dbpath",       "domain", "expansion_limit", "query",
    "result_format",         "select_field", "table",  "where_field"};

/** A type of table. */
struct Type {
  std::string_view word;
  SqlDialect dialect;
  std::span<const std::string_view> parameters;
  /** The default port. */
  std::string_view port;
};

constexpr Type table_types[] = {
    {"pgsql", SqlDialect::pgsql, pgsql_parameters, "5432"},
    {"mysql", SqlDialect::mysql, mysql_parameters, "3306"},
    {"sqlite", SqlDialect::sqlite, sqlite_parameters, ""},
};

const Type& type_of(SqlDialect dialect) {
  return *std::find_if(std::begin(table_types), std::end(table_types),
                       [&](const Type& type) { return type.dialect == dialect; });
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool is_uri(std::string_view item) {
  return std::any_of(std::begin(uri_prefixes), std::end(uri_prefixes),
                     [&](std::string_view prefix) { return item.starts_with(prefix); });
}

bool begins_host(std::string_view item) {
  return item.starts_with(unix_prefix) || item.starts_with(inet_prefix) || is_uri(item);
}

/** Splits the list of hosts. A URI may contain commas, because libpq separates hosts with them;
    after a URI, a comma ends it only if a host with a prefix follows. */
std::vector<std::string> split_hosts(std::string_view text) {
  std::vector<std::string> hosts;
  bool was_white = true;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(", \t\r\n"), text.size());
    const std::string_view item = text.substr(0, end);
    const bool goes_on = !was_white && !hosts.empty() && is_uri(hosts.back()) && !begins_host(item);
    if (goes_on && !item.empty())
      hosts.back().append(",").append(item);
    else if (!item.empty())
      hosts.emplace_back(item);
    was_white = end < text.size() && text[end] != ',';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return hosts;
}

/** Reads the parameters of a file. */
class Reader {
 public:
  Reader(const Type& type, std::string_view text, Expansion::Read read)
      : type_(type), file_(text, type.parameters), expansion_(file_, read) {}

  SqlTableRead take() {
    SqlTable table{.dialect = type_.dialect, .query = take_query(), .expansion = expansion_};
    for (const Template& parameter : table.query.parameters) table.expansion.add_query(parameter);
    if (type_.dialect == SqlDialect::sqlite)
      take_path(table);
    else
      take_server(table);
    if (file_.is_refused()) return {nullptr, file_.problems()};
    return {std::make_shared<const SqlTable>(std::move(table)), file_.problems()};
  }

 private:
  SqlQuery take_query() {
    const auto [name, text] = query_text();
    if (text.empty()) return {};
    auto query = parse_sql_query(text, type_.dialect);
    if (query) return std::move(*query);
    file_.refuse(name, query.error());
    return {};
  }

  /** Returns the parameter that the query comes from, and the query. */
  std::pair<std::string_view, std::string> query_text() {
    for (const std::string_view name :
         {"select_function", "select_field", "table", "where_field", "additional_conditions"}) {
      const std::string_view over =
          file_.has("query") || name == "select_function" ? "query" : "select_function";
      if (file_.has(name) && file_.has(over))
        file_.warn(name, fmt::format("has no effect, because {} is set; remove it", over));
    }
    if (file_.has("query")) return {"query", file_.needed_text("query")};
    if (file_.has("select_function")) {
      const std::string function = file_.needed_text("select_function");
      return {"select_function",
              function.empty() ? function : fmt::format("SELECT {}('%s')", function)};
    }
    if (!file_.has("table") && !file_.has("select_field") && !file_.has("where_field"))
      return {"query", file_.needed_text("query")};
    const std::string field = file_.needed_text("select_field");
    const std::string table = file_.needed_text("table");
    const std::string where = file_.needed_text("where_field");
    if (field.empty() || table.empty() || where.empty()) return {};
    return {"table", fmt::format("SELECT {} FROM {} WHERE {}='%s' {}", field, table, where,
                                 file_.text("additional_conditions"))};
  }

  void take_path(SqlTable& table) {
    table.idle_seconds = 0;
    table.database = file_.needed_text("dbpath");
    const std::string_view path = table.database;
    if (!path.empty() && !path.starts_with('/')) file_.refuse("dbpath", "must begin with a /");
    if (path.find('"') != path.npos || has_control(path))
      file_.refuse("dbpath", "has a character that cannot be used here; rename the file");
  }

  void take_server(SqlTable& table) {
    for (const std::string& item : split_hosts(file_.text("hosts"))) take_host(table, item);
    if (table.hosts.empty()) take_host(table, "localhost");
    const bool all_uris = std::all_of(table.hosts.begin(), table.hosts.end(), [](const auto& host) {
      return host.kind == SqlHost::Kind::uri;
    });
    table.user = file_.text("user");
    table.password = file_.text("password");
    table.database = all_uris ? file_.text("dbname") : file_.needed_text("dbname");
    table.idle_seconds = file_.number("idle_interval", table.idle_seconds, longest_interval);
    if (file_.has("retry_interval"))
      file_.warn("retry_interval",
                 "has no effect: a failed database is queried again after 1 to 30 seconds");
    if (file_.has("port") && file_.text("port") != type_.port)
      file_.warn("port",
                 "Postfix ignores this; put the port in hosts, as in "
                 "hosts = inet:db.example:" +
                     std::string(type_.port));
    if (type_.dialect == SqlDialect::pgsql)
      take_pgsql(table);
    else
      take_mysql(table);
  }

  void take_host(SqlTable& table, std::string_view item) {
    const bool is_pgsql = type_.dialect == SqlDialect::pgsql;
    if (is_pgsql && is_uri(item)) {
      if (item.find('"') != item.npos || has_control(item))
        file_.refuse("hosts", "the URI has a character that must be written as %XX");
      table.hosts.push_back({SqlHost::Kind::uri, std::string(item)});
      return;
    }
    const bool has_unix = item.starts_with(unix_prefix);
    if (has_unix || item.starts_with(inet_prefix)) item.remove_prefix(unix_prefix.size());
    if (is_pgsql ? item.starts_with('/') : has_unix) return take_socket(table, item);
    const auto host = split_host_port(item);
    if (!host || host->host.empty() || host->host.find_first_of("/%\"'") != host->host.npos)
      return file_.refuse("hosts", fmt::format("{} is not a host; write it like db.example:{}, "
                                               "[2001:db8::1]:{} or unix:/run/socket",
                                               in_quotes(item), type_.port, type_.port));
    if (!is_pgsql && equal_ignoring_case(host->host, "localhost"))
      table.hosts.push_back({SqlHost::Kind::socket, {}});
    else
      table.hosts.push_back({SqlHost::Kind::network, std::string(host->host),
                             host->port ? fmt::format("{}", *host->port) : std::string()});
  }

  /** Takes the path of a socket. For PostgreSQL it is the folder of the socket, and a port may
      follow. */
  void take_socket(SqlTable& table, std::string_view path) {
    const auto colon = type_.dialect == SqlDialect::pgsql ? path.rfind(':') : path.npos;
    const std::string_view port = colon == path.npos ? "" : path.substr(colon + 1);
    if (!path.starts_with('/'))
      return file_.refuse("hosts", "the path of a socket must begin with a /");
    if (colon != path.npos && !parse_unsigned(port, highest_port))
      return file_.refuse("hosts", "the port of a socket must be a number");
    table.hosts.push_back(
        {SqlHost::Kind::socket, std::string(path.substr(0, colon)), std::string(port)});
  }

  void take_pgsql(SqlTable& table) {
    table.charset = file_.text("encoding", "UTF8");
    if (table.charset.empty() ||
        table.charset.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                        "0123456789_-") != std::string::npos)
      file_.refuse("encoding", "is not the name of an encoding; use UTF8");
    const std::string_view name = table.database;
    if (is_uri(name) || name.find('=') != name.npos)
      file_.refuse("dbname", "must be a name; put a URI in hosts");
  }

  void take_mysql(SqlTable& table) {
    constexpr std::string_view charsets[] = {"utf8mb4", "utf8mb3", "utf8", "latin1", "ascii"};
    table.charset = charsets[file_.one_of("charset", charsets[0], charsets)];
    table.requires_result = file_.yes("require_result_set", true);
    if (!file_.text("option_file").empty())
      file_.refuse("option_file", "is not supported; copy its settings into this file");
    constexpr std::string_view groups[] = {"client", ""};
    if (const std::string group = file_.text("option_group");
        std::find(std::begin(groups), std::end(groups), group) == std::end(groups))
      file_.refuse("option_group", "is not supported; copy its settings into this file");
    take_tls(table);
  }

  void take_tls(SqlTable& table) {
    table.ca_file = file_.text("tls_CAfile");
    table.certificate_file = file_.text("tls_cert_file");
    table.key_file = file_.text("tls_key_file");
    constexpr std::string_view way_out =
        "; use a Unix socket, a tunnel, or PostgreSQL's sslmode=verify-full";
    if (file_.yes("tls_verify_cert", false))
      file_.refuse("tls_verify_cert",
                   fmt::format("SOCI cannot verify the server's certificate{}", way_out));
    for (const std::string_view name : {"tls_CApath", "tls_ciphers"})
      if (!file_.text(name).empty())
        file_.refuse(name, "SOCI does not support this; remove it, and use tls_CAfile");
    for (const std::string_view name : {"tls_cert_file", "tls_key_file"})
      if (!file_.text(name).empty() && table.ca_file.empty())
        file_.refuse(name, "SOCI uses this only together with tls_CAfile; add tls_CAfile");
    if (!table.ca_file.empty())
      file_.warn(
          "tls_CAfile",
          fmt::format(
              "as in Postfix without tls_verify_cert, the server's certificate is not verified{}",
              way_out));
  }

  const Type& type_;
  TableFile file_;
  Expansion expansion_;
};

}  // namespace

std::optional<SqlDialect> sql_dialect(std::string_view type) noexcept {
  for (const Type& row : table_types)
    if (row.word == type) return row.dialect;
  return std::nullopt;
}

SqlTableRead read_sql_table(SqlDialect dialect, std::string_view text, Expansion::Read read) {
  return Reader(type_of(dialect), text, read).take();
}

}  // namespace fingerpost
