// SPDX-License-Identifier: MIT
#pragma once

#include "inspect/findings.hpp"
#include "inspect/postfix_settings.hpp"

namespace fingerpost {

/** Adds the servers to which clients can send: the services in master.cf on submission ports and,
    on other ports, those that accept logins or use implicit TLS. Port 25 is for other mail servers.
    Mechanisms are known only if there are none. Adds remarks on what puts passwords at risk or
    prevents users from sending. */
void add_submission(const PostfixSettings& settings, Findings& findings);

}  // namespace fingerpost
