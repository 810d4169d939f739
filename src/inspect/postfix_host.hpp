// SPDX-License-Identifier: MIT
#pragma once

#include "inspect/findings.hpp"
#include "inspect/postfix_settings.hpp"

namespace fingerpost {

/** Adds Postfix's own name if clients can find it, and remarks on other Postfix instances on the
    machine. */
void add_mail_host(const PostfixSettings& settings, Findings& findings);

}  // namespace fingerpost
