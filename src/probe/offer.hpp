// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/server.hpp"

namespace fingerpost {

/** What a mail server says it can do at one moment of a connection: in answer to CAPABILITY (RFC
    9051), CAPA (RFC 2449) or EHLO (RFC 5321), or in ManageSieve's greeting (RFC 5804 section 1.7). */
struct Offer {
  /** Whether the server was asked at that moment, and answered. */
  bool made = false;
  bool starttls = false;
  /** Whether IMAP's LOGINDISABLED is there: no password may be sent. */
  bool login_disabled = false;
  /** Whether a command takes name and password without SASL: IMAP's LOGIN, unless it is disabled, and
      POP3's USER. */
  bool takes_login_command = false;
  /** The SASL mechanisms in upper case, each once, in the server's order; at most 50, and only legal
      names (RFC 4422 section 3.1), which are safe for a terminal. APOP counts as one, which a POP3
      server offers by its greeting (RFC 1939 section 7). */
  std::vector<std::string> mechanisms = {};

  /** Whether a password can be sent as it is: by a command, PLAIN or LOGIN. */
  bool takes_password() const;
};

/** The offers of one connection. */
struct Offers {
  /** Not made where TLS begins with the first byte. */
  Offer before_tls = {};
  Offer after_tls = {};
  /** Whether the connection came from the server's own address. Dovecot takes that for encrypted
      (src/login-common/client-common.c of 2.3.19), so its offers before TLS are not what others get. */
  bool from_own_address = false;
};

/** Reads the offers in a transcript: all lines of one connection in their order, the client's with a
    `>` before them and the server's with a `<`. `tls` says whether TLS began with the first byte; it
    also begins where the server agrees to STARTTLS. The text may be anything. Throws only
    bad_alloc. */
Offers read_offers(ServerType type, bool tls, std::string_view transcript);

}  // namespace fingerpost
