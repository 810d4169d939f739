// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "model/pattern.hpp"

namespace fingerpost {

enum class ServerType { imap, pop3, smtp, sieve };

/** The types of server that make up a mail account. ManageSieve (RFC 5804), which stores people's
    filters, is not one of them, because few formats have it; `all_server_types` includes it. */
inline constexpr ServerType server_types[] = {ServerType::imap, ServerType::pop3, ServerType::smtp};
inline constexpr ServerType all_server_types[] = {ServerType::imap, ServerType::pop3,
                                                  ServerType::smtp, ServerType::sieve};

/** The names of a type of mail server in the formats and in DNS, and its ports. */
struct ServerFacts {
  /** The word in the configuration and in autoconfig. */
  std::string_view word;
  /** The name that people and Outlook's schema use. */
  std::string_view upper_word;
  /** The registered ports with TLS (RFC 8314 section 7) and without (RFC 3501, 1939, 6409 and
      5804). 0 if there is none. */
  std::uint16_t tls_port;
  std::uint16_t port;
  /** The names of the SRV records for TLS (RFC 8314 section 7.3) and for STARTTLS (RFC 6186 section
      3, RFC 5804 section 1.8). Empty if there is none. */
  std::string_view tls_srv;
  std::string_view starttls_srv;
};

constexpr ServerFacts facts_of(ServerType type) noexcept {
  constexpr ServerFacts facts[] = {
      {"imap", "IMAP", 993, 143, "_imaps._tcp", "_imap._tcp"},
      {"pop3", "POP3", 995, 110, "_pop3s._tcp", "_pop3._tcp"},
      {"smtp", "SMTP", 465, 587, "_submissions._tcp", "_submission._tcp"},
      {"sieve", "ManageSieve", 0, 4190, {}, "_sieve._tcp"},
  };
  return facts[static_cast<std::size_t>(type)];
}

constexpr std::string_view word(ServerType type) noexcept {
  return facts_of(type).word;
}

constexpr std::string_view upper_word(ServerType type) noexcept {
  return facts_of(type).upper_word;
}

/** How a connection is encrypted: with TLS from the first byte, with a mandatory upgrade by
    STARTTLS, or not at all. */
enum class Security { tls, starttls, none };

/** Returns the word in the configuration. */
constexpr std::string_view word(Security security) noexcept {
  constexpr std::string_view words[] = {"tls", "starttls", "none"};
  return words[static_cast<std::size_t>(security)];
}

/** Returns the socketType in autoconfig, whose readers ignore case. */
constexpr std::string_view socket_type(Security security) noexcept {
  constexpr std::string_view words[] = {"SSL", "STARTTLS", "plain"};
  return words[static_cast<std::size_t>(security)];
}

/** Returns the encryption that clients use on a port when Outlook's or Apple's format only says
    that the connection is encrypted: STARTTLS on 143, 110, 25 and 587, otherwise TLS. */
constexpr Security security_of_port(std::uint16_t port) noexcept {
  const bool upgrades = port == 143 || port == 110 || port == 25 || port == 587;
  return upgrades ? Security::starttls : Security::tls;
}

enum class Auth {
  password_cleartext,
  password_encrypted,
  oauth2,
  ntlm,
  gssapi,
  client_ip_address,
  tls_client_cert,
  none
};
inline constexpr Auth all_methods[] = {
    Auth::password_cleartext, Auth::password_encrypted, Auth::oauth2, Auth::ntlm, Auth::gssapi,
    Auth::client_ip_address,  Auth::tls_client_cert,    Auth::none};

/** Returns the word in the configuration. */
constexpr std::string_view word(Auth auth) noexcept {
  constexpr std::string_view words[] = {
      "password-cleartext", "password-encrypted", "oauth2", "ntlm", "gssapi",
      "client-ip-address",  "tls-client-cert",    "none"};
  return words[static_cast<std::size_t>(auth)];
}

/** Whether users of this method authenticate with a SASL mechanism. */
constexpr bool uses_sasl(Auth auth) noexcept {
  return auth != Auth::none && auth != Auth::client_ip_address;
}

/** Returns the word in autoconfig, whose readers ignore case. */
constexpr std::string_view autoconfig_word(Auth auth) noexcept {
  constexpr std::string_view words[] = {
      "password-cleartext", "password-encrypted", "OAuth2", "NTLM", "GSSAPI",
      "client-IP-address",  "TLS-client-cert",    "none"};
  return words[static_cast<std::size_t>(auth)];
}

static_assert(word(Auth::none) == "none" && autoconfig_word(Auth::none) == "none");

/** A mail server for clients. */
struct Server {
  ServerType type;
  /** A host name; it may contain %EMAILDOMAIN% but never needs an address. */
  Pattern host;
  std::uint16_t port;
  Security security;
  /** The login name. */
  Pattern login;
  /** The methods to choose from, best first; at least one. */
  std::vector<Auth> auth;
  /** Whether `login` was set for this server. Otherwise it is the provider's, and the provider's
      login-maps may have another one; see login_of(). */
  bool has_own_login = false;

  bool lists(Auth method) const noexcept {
    return std::find(auth.begin(), auth.end(), method) != auth.end();
  }
  /** Whether one of the methods uses a login name. */
  bool wants_login() const noexcept { return std::any_of(auth.begin(), auth.end(), uses_sasl); }
};

/** Whether the type supports TLS from the first byte. ManageSieve has only STARTTLS. */
constexpr bool has_implicit_tls(ServerType type) noexcept {
  return facts_of(type).tls_port != 0;
}

constexpr Security default_security(ServerType type) noexcept {
  return has_implicit_tls(type) ? Security::tls : Security::starttls;
}

constexpr std::uint16_t default_port(ServerType type, Security security) noexcept {
  const bool tls = security == Security::tls && has_implicit_tls(type);
  return tls ? facts_of(type).tls_port : facts_of(type).port;
}

/** Whether the port is registered for the type. */
constexpr bool is_usual_port(ServerType type, std::uint16_t port) noexcept {
  return port != 0 && (port == facts_of(type).tls_port || port == facts_of(type).port);
}

}  // namespace fingerpost
