// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "inspect/findings.hpp"
#include "model/server.hpp"

namespace fingerpost {

/** A server for clients. */
struct ChosenServer {
  ServerType type;
  std::string host;
  std::uint16_t port;
  Security security;
  /** The methods, at least one. */
  std::vector<Auth> auth;
  std::string evidence;
  /** The evidence for `auth`. */
  std::string auth_evidence;
};

/** Chooses one server of each type, IMAP first and ManageSieve last: one with implicit TLS if
    possible (RFC 8314 section 3), else one with STARTTLS. If the mail server could be inspected,
    uses only what it does; otherwise what is published for clients. Adds remarks on contradictions
    between sources and on what was left out. `host` is the mail server's name. */
std::vector<ChosenServer> choose_servers(const Inspection& found, const std::string& host,
                                         std::vector<std::string>& remarks);

}  // namespace fingerpost
