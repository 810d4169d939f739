// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "inspect/findings.hpp"
#include "probe/fetch.hpp"
#include "probe/found_settings.hpp"

namespace fingerpost {

/** A port of mail, and what came of asking it as clients do. */
struct AskedPort {
  /** Its host is the name that was asked for. */
  MailServer server;
  Fetched fetched;
};

/** Returns what open ports say: servers with their mechanisms; the names in trusted certificates, the
    host's own first if they are for it; and what is wrong. A certificate for other names than the
    host's is wrong only if `sure_of_host`. */
Findings findings_of(const std::vector<AskedPort>& ports, bool sure_of_host);

}  // namespace fingerpost
