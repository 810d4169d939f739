// SPDX-License-Identifier: MIT
#include "postfix/ldap_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace fingerpost {

namespace {

using Scheme = LdapServer::Scheme;
using Role = LdapAttribute::Role;

constexpr std::string_view own_parameters[] = {
    "bind",
    "bind_dn",
    "bind_pw",
    "cache",
    "cache_expiry",
    "cache_size",
    "chase_referrals",
    "debuglevel",
    "dereference",
    "leaf_result_attribute",
    "query_filter",
    "recursion_limit",
    "result_attribute",
    "result_filter",
    "sasl_authz_id",
    "sasl_mechs",
    "sasl_minssf",
    "sasl_realm",
    "scope",
    "search_base",
    "server_host",
    "server_port",
    "size_limit",
    "special_result_attribute",
    "start_tls",
    "terminal_result_attribute",
    "timeout",
    "tls_ca_cert_dir",
    "tls_ca_cert_file",
    "tls_cert",
    "tls_cipher_suite",
    "tls_key",
    "tls_random_file",
    "tls_require_cert",
    "version",
};

constexpr unsigned most = 1'000'000;

struct SchemeRow {
  Scheme scheme;
  std::string_view prefix;
  std::uint16_t port;
};

constexpr SchemeRow schemes[] = {
    {Scheme::ldap, "ldap://", 389},
    {Scheme::ldaps, "ldaps://", 636},
    {Scheme::ldapi, "ldapi://", 0},
};

/** The socket of Debian's slapd, which is also the default of Debian's libldap. */
constexpr std::string_view default_socket = "/var/run/slapd/ldapi";

bool is_host(std::string_view text) {
  return !text.empty() && text.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
                              "YZ0123456789-._:") == text.npos;
}

std::optional<LdapServer> parse_socket(std::string_view text) {
  std::string path = text.empty() ? std::string(default_socket) : percent_decode(text);
  if (!path.starts_with('/') || path.find('\0') != path.npos) return std::nullopt;
  return LdapServer{Scheme::ldapi, std::move(path), 0};
}

std::optional<LdapServer> parse_host(std::string_view text, Scheme scheme, std::uint16_t port) {
  const auto parts = split_host_port(text);
  if (!parts || !is_host(parts->host)) return std::nullopt;
  return LdapServer{scheme, std::string(parts->host), parts->port.value_or(port)};
}

/** Parses an item of server_host: a host with or without port, or a URL that consists of a scheme
    and a host, with or without port. */
std::optional<LdapServer> parse_server(std::string_view text, std::uint16_t port) {
  for (const SchemeRow& row : schemes) {
    if (!starts_with_ignoring_case(text, row.prefix)) continue;
    std::string_view host = text.substr(row.prefix.size());
    if (host.ends_with('/')) host.remove_suffix(1);
    if (row.scheme == Scheme::ldapi) return parse_socket(host);
    return parse_host(host.empty() ? "localhost" : host, row.scheme, row.port);
  }
  return parse_host(text, Scheme::ldap, port);
}

std::vector<LdapServer> read_servers(TableFile& file) {
  const auto port = static_cast<std::uint16_t>(file.number("server_port", 389, 65535));
  if (port == 0) file.refuse("server_port", "is not a port");
  std::vector<LdapServer> servers;
  for (const std::string& item : file.list("server_host", "localhost")) {
    if (auto server = parse_server(item, port))
      servers.push_back(std::move(*server));
    else
      file.refuse("server_host",
                  fmt::format("{} is not a host, HOST:PORT, or a URL such as ldap://HOST:PORT, "
                              "ldaps://HOST or ldapi://%2Frun%2Fslapd%2Fldapi",
                              in_quotes(item)));
  }
  if (servers.empty() && !file.is_refused()) file.refuse("server_host", "is empty");
  return servers;
}

bool has_scheme(const std::vector<LdapServer>& servers, Scheme scheme) {
  return std::any_of(servers.begin(), servers.end(),
                     [&](const LdapServer& server) { return server.scheme == scheme; });
}

/** Warns about each of these parameters that has a value, because Postfix does not use it here. */
void warn_unused(TableFile& file, std::initializer_list<std::string_view> names,
                 std::string_view reason) {
  for (const std::string_view name : names)
    if (!file.text(name).empty()) file.warn(name, reason);
}

std::string read_path(TableFile& file, std::string_view name) {
  std::string path = file.text(name);
  if (!path.empty() && !path.starts_with('/')) file.refuse(name, "must be an absolute path");
  return path;
}

LdapTls read_tls(TableFile& file, const std::vector<LdapServer>& servers) {
  LdapTls tls;
  tls.start = file.yes("start_tls", false);
  tls.require_cert = file.yes("tls_require_cert", false);
  tls.ca_file = read_path(file, "tls_ca_cert_file");
  tls.ca_folder = read_path(file, "tls_ca_cert_dir");
  tls.cert = read_path(file, "tls_cert");
  tls.key = read_path(file, "tls_key");
  tls.ciphers = file.text("tls_cipher_suite");
  const bool has_ldaps = has_scheme(servers, Scheme::ldaps);
  if (tls.start && has_ldaps)
    file.refuse("start_tls", "an ldaps:// server already uses TLS; remove one of the two");
  if (tls.cert.empty() != tls.key.empty())
    file.refuse(tls.cert.empty() ? "tls_key" : "tls_cert",
                "is missing; set both tls_cert and tls_key");
  if (!tls.start && !has_ldaps)
    warn_unused(file,
                {"tls_require_cert", "tls_ca_cert_file", "tls_ca_cert_dir", "tls_cert", "tls_key",
                 "tls_cipher_suite"},
                "has no effect without start_tls = yes or an ldaps:// server");
  else if (!tls.require_cert)
    file.warn(file.has("tls_require_cert") ? "tls_require_cert" : "server_host",
              "the server's certificate is not checked; set tls_require_cert = yes");
  warn_unused(file, {"tls_random_file"}, "has no effect; the system provides random numbers");
  return tls;
}

/** Checks the SASL parameters. EXTERNAL needs a single message. Other mechanisms use the SASL
    library, which may use the network without a time limit. */
void check_sasl(TableFile& file) {
  const auto mechanisms = file.list("sasl_mechs");
  if (mechanisms.size() != 1 || !equal_ignoring_case(mechanisms.front(), "EXTERNAL"))
    file.refuse("sasl_mechs",
                "only EXTERNAL is supported, because others have no time limit; set sasl_mechs = "
                "EXTERNAL, or bind = yes");
  if (file.number("sasl_minssf", 0, 4096) > 0)
    file.refuse("sasl_minssf", "EXTERNAL encrypts nothing; use TLS instead");
  warn_unused(file, {"sasl_realm", "bind_dn", "bind_pw"}, "has no effect with EXTERNAL");
}

LdapTable::Bind read_bind(TableFile& file) {
  using Bind = LdapTable::Bind;
  constexpr std::pair<std::string_view, Bind> rows[] = {{"yes", Bind::simple},
                                                        {"simple", Bind::simple},
                                                        {"no", Bind::none},
                                                        {"none", Bind::none},
                                                        {"sasl", Bind::external}};
  constexpr std::string_view words[] = {rows[0].first, rows[1].first, rows[2].first, rows[3].first,
                                        rows[4].first};
  const Bind bind = rows[file.one_of("bind", "yes", words)].second;
  if (bind == Bind::external)
    check_sasl(file);
  else
    warn_unused(file, {"sasl_mechs", "sasl_realm", "sasl_authz_id", "sasl_minssf"},
                "has no effect without bind = sasl");
  if (bind == Bind::none) warn_unused(file, {"bind_dn", "bind_pw"}, "has no effect with bind = no");
  return bind;
}

/** Returns the protocol version. As in Postfix, version 3 is used even if the file sets 2 when
    another parameter needs it. */
int read_version(TableFile& file, const LdapTable& table) {
  constexpr std::string_view words[] = {"3", "2"};
  const bool is_old = file.one_of("version", "3", words) == 1;
  const bool needs_new = table.tls.start || table.bind == LdapTable::Bind::external ||
                         has_scheme(table.servers, Scheme::ldaps) ||
                         has_scheme(table.servers, Scheme::ldapi);
  if (!is_old) return 3;
  file.warn("version", needs_new ? "3 is used, because other parameters need it; set version = 3"
                                 : "most servers refuse version 2; set version = 3");
  return needs_new ? 3 : 2;
}

Template read_template(TableFile& file, std::string_view name, std::string_view missing) {
  auto parts = parse_template(file.text(name, missing), TemplateUse::query);
  if (parts) return std::move(*parts);
  file.refuse(name, parts.error());
  return {};
}

bool depends_on_key(const Template& parts) {
  return std::any_of(parts.begin(), parts.end(), [](const TemplatePart& part) {
    return part.kind != TemplatePart::Kind::text;
  });
}

/** Whether the parentheses match. A value has none: it writes `\28` or `\29`. */
bool has_matching_parentheses(std::string_view filter) {
  std::size_t open = 0;
  for (const char c : filter) {
    if (c == ')' && open == 0) return false;
    open += c == '(' ? 1 : 0;
    open -= c == ')' ? 1 : 0;
  }
  return open == 0;
}

void read_query(TableFile& file, LdapTable& table) {
  if (!file.has("search_base")) file.refuse("search_base", "is missing");
  table.search_base = read_template(file, "search_base", "");
  constexpr std::string_view usual_filter = "(mailacceptinggeneralid=%s)";
  table.query_filter = read_template(file, "query_filter", usual_filter);
  const std::string filter = file.text("query_filter", usual_filter);
  if (filter.empty())
    file.refuse("query_filter", "is empty");
  else if (!has_matching_parentheses(filter))
    file.refuse("query_filter", "its parentheses do not match");
  else if (!table.query_filter.empty() && !depends_on_key(table.query_filter) &&
           !table.has_base_of_key())
    file.warn("query_filter", "gives every key the same value, because it does not contain %s");
  constexpr std::string_view words[] = {"sub", "base", "one"};
  table.scope = static_cast<LdapTable::Scope>(file.one_of("scope", "sub", words));
  table.expansion.add_query(table.search_base);
  table.expansion.add_query(table.query_filter);
}

/** Whether the text names an attribute (RFC 4512 section 2.5); allows `_`, which some servers
    accept. */
bool is_attribute(std::string_view text) {
  return !text.empty() && text.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
                              "YZ0123456789-._;") == text.npos;
}

std::vector<LdapAttribute> read_attributes(TableFile& file) {
  struct Row {
    std::string_view parameter;
    std::string_view missing;
    Role role;
  };
  constexpr Row rows[] = {{"terminal_result_attribute", "", Role::terminal},
                          {"leaf_result_attribute", "", Role::leaf},
                          {"result_attribute", "maildrop", Role::ordinary},
                          {"special_result_attribute", "", Role::reference}};
  std::vector<LdapAttribute> attributes;
  for (const Row& row : rows)
    for (std::string& name : file.list(row.parameter, row.missing)) {
      if (!is_attribute(name))
        file.refuse(row.parameter, fmt::format("{} is not an attribute", in_quotes(name)));
      attributes.push_back({std::move(name), row.role});
    }
  if (attributes.empty())
    file.refuse("result_attribute", "is empty, and no other parameter names an attribute");
  return attributes;
}

void check_rest(TableFile& file) {
  if (file.yes("chase_referrals", false))
    file.refuse("chase_referrals",
                "following referrals has no time limit; set it to no, and name the servers that "
                "have the entries in server_host");
  if (file.number("debuglevel", 0, most) > 0)
    file.refuse("debuglevel", "the library would write keys and values to the log; set it to 0");
  file.yes("cache", false);
  file.number("cache_expiry", 0, most);
  file.number("cache_size", 0, 1'000'000'000);
  warn_unused(file, {"cache", "cache_expiry", "cache_size"}, "has no effect, as in Postfix");
}

}  // namespace

std::string url_of(const LdapServer& server) {
  const auto* const row =
      std::find_if(std::begin(schemes), std::end(schemes),
                   [&](const SchemeRow& entry) { return entry.scheme == server.scheme; });
  if (server.scheme == Scheme::ldapi)
    return fmt::format("{}{}", row->prefix, percent_encode(server.host));
  const bool is_v6 = server.host.find(':') != server.host.npos;
  return fmt::format("{}{}{}{}:{}", row->prefix, is_v6 ? "[" : "", server.host, is_v6 ? "]" : "",
                     server.port);
}

const std::vector<std::string_view>& LdapTable::parameters() {
  static const auto all = [] {
    std::vector<std::string_view> names(std::begin(own_parameters), std::end(own_parameters));
    names.insert(names.end(), std::begin(Expansion::parameters), std::end(Expansion::parameters));
    return names;
  }();
  return all;
}

LdapTable::LdapTable(TableFile& file, Expansion::Read read)
    : servers(read_servers(file)),
      bind(read_bind(file)),
      bind_dn(file.text("bind_dn")),
      bind_password(file.text("bind_pw")),
      authorization(file.text("sasl_authz_id")),
      tls(read_tls(file, servers)),
      attributes(read_attributes(file)),
      expansion(file, read, file.has("result_format") ? "result_format" : "result_filter") {
  version = read_version(file, *this);
  timeout = std::chrono::seconds(file.number("timeout", 10, most));
  if (timeout.count() == 0) file.refuse("timeout", "must be at least 1");
  read_query(file, *this);
  dereference = static_cast<int>(file.number("dereference", 0, 3));
  recursion_limit = file.number("recursion_limit", 1000, most);
  if (recursion_limit == 0) file.refuse("recursion_limit", "must be at least 1");
  size_limit = file.number("size_limit", expansion.limit(), most);
  if (file.has("result_format"))
    warn_unused(file, {"result_filter"}, "has no effect, because result_format replaces it");
  check_rest(file);
}

bool LdapTable::has_base_of_key() const {
  return depends_on_key(search_base);
}

}  // namespace fingerpost
