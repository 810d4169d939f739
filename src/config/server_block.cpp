// SPDX-License-Identifier: MIT
#include "config/server_block.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace fingerpost {

namespace {

using enum Times;
using enum Form;

constexpr auto settings = std::to_array<Setting<ServerDraft>>({
    {{"port", once, value, "port"}, store<parse_port, &ServerDraft::port>},
    {{"security", once, value, "security", "tls"}, store<parse_security, &ServerDraft::security>},
    {{"login", once, value, "login"}, store<parse_login, &ServerDraft::login>},
    {{"auth", many, value, "auth"},
     [](const Node& node, ServerDraft& server) { read_auth(node, server.auth); }},
});
constexpr SettingTable table(Context::server, "server", settings);

}  // namespace

ServerDraft read_server(const Node& node, ServerType type) {
  ServerDraft server{type};
  node.read(parse_host, server.host);
  read_settings(node, table, server);
  return server;
}

void read_auth(const Node& node, std::vector<Auth>& methods) {
  const auto renamed = [&](std::string_view name, Auth method) {
    node.warning(
        "\"{0}\" is the old name of {1}, which Thunderbird for Android and iOS "
        "do not know; {1} is sent",
        node.value(), name);
    methods.push_back(method);
  };
  if (equal_ignoring_case(node.value(), "plain"))
    renamed("password-cleartext", Auth::password_cleartext);
  else if (equal_ignoring_case(node.value(), "secure"))
    renamed("password-encrypted", Auth::password_encrypted);
  else
    node.append(parse_auth, methods);
}

void list_server_settings(std::string& text) {
  list_settings(table, text);
}

Server finish(const ServerDraft& draft, const Pattern& login, const std::vector<Auth>& auth) {
  return {draft.type,
          *draft.host,
          draft.port.value_or(default_port(draft.type, draft.security)),
          draft.security,
          draft.login.value_or(login),
          draft.auth.empty() ? auth : draft.auth};
}

}  // namespace fingerpost
