// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "model/pattern.hpp"

namespace fingerpost {

enum class ServerType { imap, pop3, smtp };

/** As in the configuration and in autoconfig: lower case. */
constexpr std::string_view word(ServerType type) noexcept {
  switch (type) {
    case ServerType::imap:
      return "imap";
    case ServerType::pop3:
      return "pop3";
    case ServerType::smtp:
      return "smtp";
  }
  return {};
}

/** As people write it, and Outlook's schema. */
constexpr std::string_view upper_word(ServerType type) noexcept {
  switch (type) {
    case ServerType::imap:
      return "IMAP";
    case ServerType::pop3:
      return "POP3";
    case ServerType::smtp:
      return "SMTP";
  }
  return {};
}

/** Every service is reached with TLS from the first byte, with the mandatory upgrade of STARTTLS,
    or without encryption. */
enum class Security { tls, starttls, none };

/** As in the configuration. */
constexpr std::string_view word(Security security) noexcept {
  switch (security) {
    case Security::tls:
      return "tls";
    case Security::starttls:
      return "starttls";
    case Security::none:
      return "none";
  }
  return {};
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

/** As in the configuration. */
constexpr std::string_view word(Auth auth) noexcept {
  switch (auth) {
    case Auth::password_cleartext:
      return "password-cleartext";
    case Auth::password_encrypted:
      return "password-encrypted";
    case Auth::oauth2:
      return "oauth2";
    case Auth::ntlm:
      return "ntlm";
    case Auth::gssapi:
      return "gssapi";
    case Auth::client_ip_address:
      return "client-ip-address";
    case Auth::tls_client_cert:
      return "tls-client-cert";
    case Auth::none:
      return "none";
  }
  return {};
}

/** One mail server that a client is told of. */
struct Server {
  ServerType type;
  /** A host name; may hold %EMAILDOMAIN% but never needs the address. */
  Pattern host;
  std::uint16_t port;
  Security security;
  /** What the user types as login name. */
  Pattern login;
  /** The methods to choose from, best first; at least one. */
  std::vector<Auth> auth;

  bool lists(Auth method) const noexcept {
    return std::find(auth.begin(), auth.end(), method) != auth.end();
  }
};

/** The registered port: RFC 8314 section 7 for TLS, RFC 3501, 1939 and 6409 without. */
constexpr std::uint16_t default_port(ServerType type, Security security) noexcept {
  const bool tls = security == Security::tls;
  switch (type) {
    case ServerType::imap:
      return tls ? 993 : 143;
    case ServerType::pop3:
      return tls ? 995 : 110;
    case ServerType::smtp:
      return tls ? 465 : 587;
  }
  return 0;
}

}  // namespace fingerpost
