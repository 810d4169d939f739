// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "inspect/findings.hpp"
#include "probe/fetch.hpp"
#include "probe/found_settings.hpp"

namespace fingerpost {

/** A mail port, with the result of connecting to it as clients do. */
struct AskedPort {
  /** The server; its host is the name that was requested. */
  MailServer server;
  Fetched fetched;
};

/** Returns findings from open ports: servers with their mechanisms; the names in trusted
    certificates, with the host's own name first if it is among them; and problems. A certificate
    for a name other than the host's is a problem only if `sure_of_host`. */
Findings findings_of(const std::vector<AskedPort>& ports, bool sure_of_host);

}  // namespace fingerpost
