// SPDX-License-Identifier: MIT
#include "config/server_block.hpp"

#include <utility>

#include "base/text.hpp"

namespace fingerpost {

namespace {

using enum Times;
using enum Form;

void read_own_auth(const Node& node, Server& server) {
  read_auth(node, server.auth);
}

constexpr auto server_settings = std::to_array<Setting<Server>>({
    {{"port", once, value, "port"}, store<parse_port, &Server::port>},
    {{"security", once, value, "security", "tls"}, store<parse_security, &Server::security>},
    {{"login", once, value, "login"}, store<parse_login, &Server::login>},
    {{"auth", many, value, "auth"}, read_own_auth},
});
constexpr SettingTable server_table(Context::server, "server", server_settings);

constexpr auto sieve_settings = std::to_array<Setting<Server>>({
    {{"port", once, value, "port", "4190"}, store<parse_port, &Server::port>},
    {{"security", once, value, "security", "starttls"},
     store<parse_sieve_security, &Server::security>},
    {{"login", once, value, "login"}, store<parse_login, &Server::login>},
    {{"auth", many, value, "auth"}, read_own_auth},
});
constexpr SettingTable sieve_table(Context::sieve, "sieve", sieve_settings);

}  // namespace

std::optional<Server> read_server(const Node& node, ServerType type, const Provider& provider) {
  std::optional<Pattern> host;
  node.read(parse_host, host);
  // Reads the block even if the host is invalid, to report the errors in it too.
  Server server{type, host.value_or(provider.login), 0, {}, provider.login, {}};
  if (type == ServerType::sieve)
    read_settings(node, sieve_table, server);
  else
    read_settings(node, server_table, server);
  server.has_own_login = node.has("login");
  if (server.port == 0) server.port = default_port(type, server.security);
  if (server.auth.empty()) server.auth = provider.auth;
  return host ? std::optional(std::move(server)) : std::nullopt;
}

void read_auth(const Node& node, std::vector<Auth>& methods) {
  constexpr std::pair<std::string_view, Auth> old_names[] = {{"plain", Auth::password_cleartext},
                                                             {"secure", Auth::password_encrypted}};
  for (const auto& [old, method] : old_names) {
    if (!equal_ignoring_case(node.value(), old)) continue;
    node.warning(
        "\"{0}\" is an old name that Thunderbird for Android and iOS do not support; answers "
        "contain {1} instead, so write {1}",
        node.value(), word(method));
    return methods.push_back(method);
  }
  node.append(parse_auth, methods);
}

void list_server_settings(std::string& text) {
  list_settings(server_table, text);
  list_settings(sieve_table, text);
}

}  // namespace fingerpost
