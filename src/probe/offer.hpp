// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/server.hpp"

namespace fingerpost {

/** A mail server's capabilities at one point of a connection: its answer to CAPABILITY (RFC 9051),
    CAPA (RFC 2449) or EHLO (RFC 5321), or ManageSieve's greeting (RFC 5804 section 1.7). */
struct Offer {
  /** Whether the server was asked at that point, and answered. */
  bool made = false;
  bool starttls = false;
  /** Whether IMAP's LOGINDISABLED is present: clients must not send a password. */
  bool login_disabled = false;
  /** Whether a command accepts a name and password without SASL: IMAP's LOGIN, unless it is
      disabled, or POP3's USER. */
  bool takes_login_command = false;
  /** The SASL mechanisms in upper case, each once, in the server's order. At most 50, and only
      valid names (RFC 4422 section 3.1), which are safe to print on a terminal. Includes APOP,
      which a POP3 server offers in its greeting (RFC 1939 section 7). */
  std::vector<std::string> mechanisms = {};

  /** Whether a client can send a plain password: by a command, PLAIN or LOGIN. */
  bool takes_password() const;
};

/** The offers of one connection. */
struct Offers {
  /** Not made if TLS starts with the first byte. */
  Offer before_tls = {};
  Offer after_tls = {};
  /** Whether the connection came from the server's own address. Dovecot treats such a connection as
      encrypted (src/login-common/client-common.c of 2.3.19), so its offers before TLS differ from
      those that others get. */
  bool from_own_address = false;
};

/** Reads the offers from a transcript: all lines of one connection in order, prefixed with `>` if
    from the client and with `<` if from the server. `tls` says whether TLS started with the first
    byte; it also starts when the server agrees to STARTTLS. Accepts any text. Throws only
    bad_alloc. */
Offers read_offers(ServerType type, bool tls, std::string_view transcript);

}  // namespace fingerpost
