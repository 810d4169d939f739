// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "inspect/findings.hpp"
#include "model/server.hpp"

namespace fingerpost {

/** A server that clients are to be told. */
struct ChosenServer {
  ServerType type;
  std::string host;
  std::uint16_t port;
  Security security;
  /** At least one. */
  std::vector<Auth> auth;
  std::string evidence;
  /** Where `auth` comes from. */
  std::string auth_evidence;
};

/** Chooses a server of each type, IMAP first, ManageSieve last: with TLS from the first byte if there is one (RFC 8314
    section 3), else with STARTTLS. Of a mail server that can be looked at, only what it does counts;
    otherwise, what clients are told of it now. Remarks tell where sources differ and what was left
    out. `host` is the mail server's name. */
std::vector<ChosenServer> choose_servers(const Inspection& found, const std::string& host,
                                         std::vector<std::string>& remarks);

}  // namespace fingerpost
