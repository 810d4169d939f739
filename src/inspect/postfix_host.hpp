// SPDX-License-Identifier: MIT
#pragma once

#include "inspect/findings.hpp"
#include "inspect/postfix_settings.hpp"

namespace fingerpost {

/** Adds the name that Postfix calls itself, if clients can find it, and tells of other instances of
    Postfix on the machine. */
void add_mail_host(const PostfixSettings& settings, Findings& findings);

}  // namespace fingerpost
