// SPDX-License-Identifier: MIT
#include "import/mail_server.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace fingerpost::foreign {

Value<Server> make_server(const ServerTexts& texts) {
  if (!texts.host) return tl::make_unexpected(texts.host.error());
  if (!texts.security) return tl::make_unexpected(texts.security.error());
  if (*texts.security == Security::tls && !has_implicit_tls(texts.type))
    return tl::make_unexpected(
        fmt::format("{} does not support implicit TLS", upper_word(texts.type)));
  const auto port = texts.port.empty()
                        ? Value<std::uint16_t>(default_port(texts.type, *texts.security))
                        : parse_port(texts.port);
  if (!port) return tl::make_unexpected(port.error());
  if (!texts.login) return tl::make_unexpected(texts.login.error());
  if (!texts.auth) return tl::make_unexpected(texts.auth.error());
  return Server{texts.type, *texts.host, *port, *texts.security, *texts.login, *texts.auth};
}

Line server_line(const Server& server) {
  Line line{std::string(word(server.type)), server.host.text()};
  if (server.port != default_port(server.type, server.security))
    line.block.push_back({"port", std::to_string(server.port)});
  if (server.security != default_security(server.type))
    line.block.push_back({"security", std::string(word(server.security))});
  if (server.login != Pattern::email_address())
    line.block.push_back({"login", server.login.text()});
  if (server.auth != std::vector{Auth::password_cleartext})
    for (const Auth auth : server.auth) line.block.push_back({"auth", std::string(word(auth))});
  return line;
}

Value<Security> parse_socket_type(std::string_view text) {
  for (const Security security : {Security::tls, Security::starttls, Security::none})
    if (equal_ignoring_case(socket_type(security), text)) return security;
  return tl::make_unexpected(fmt::format("socketType \"{}\" is unknown", text));
}

Value<Pattern> parse_hostname(std::string_view text) {
  if (text.empty()) return tl::make_unexpected("has no host name");
  if (auto host = parse_host(text)) return *std::move(host);
  return tl::make_unexpected(fmt::format("\"{}\" is not a host name", text));
}

Value<Auth> parse_method(std::string_view text) {
  if (equal_ignoring_case(text, "plain")) return Auth::password_cleartext;
  if (equal_ignoring_case(text, "secure")) return Auth::password_encrypted;
  // Himalaya accepts only this spelling (email-lib, 2026-08).
  if (equal_ignoring_case(text, "GSAPI")) return Auth::gssapi;
  if (const auto auth = parse_auth(text)) return *auth;
  return tl::make_unexpected(fmt::format("authentication \"{}\" is unknown", text));
}

Value<std::vector<Auth>> parse_only_method(std::string_view text) {
  const auto method = text.empty() ? Auth::password_cleartext : parse_method(text);
  return method.map([](Auth auth) { return std::vector{auth}; });
}

ServerType type_of(std::string_view word) noexcept {
  return equal_ignoring_case(word, "imap")        ? ServerType::imap
         : starts_with_ignoring_case(word, "pop") ? ServerType::pop3
                                                  : ServerType::smtp;
}

}  // namespace fingerpost::foreign
