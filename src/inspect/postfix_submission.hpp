// SPDX-License-Identifier: MIT
#pragma once

#include "inspect/findings.hpp"
#include "inspect/postfix_settings.hpp"

namespace fingerpost {

/** Adds the servers where clients can send: the services of master.cf on the ports of submission,
    and on other ports those that take logins or begin with TLS. Port 25 is for other mail servers.
    The mechanisms are known only if there are none. Remarks on what puts passwords at risk or keeps
    users from sending. */
void add_submission(const PostfixSettings& settings, Findings& findings);

}  // namespace fingerpost
