// SPDX-License-Identifier: MIT
#pragma once

#include "inspect/findings.hpp"
#include "inspect/postfix_settings.hpp"

/** Which domains Postfix has mailboxes for (ADDRESS_CLASS_README): the virtual mailbox domains and
    those of mydestination, but not those that it relays or that consist of aliases. */
namespace fingerpost {

/** Adds the domains, the maps that have them as keys, and what of them has no setting. Opens the
    files of domains and sees whether those of maps are there. */
void add_mailbox_domains(const PostfixSettings& settings, Findings& findings);

/** Adds the maps of smtpd_sender_login_maps, of main.cf or the services that set others. */
void add_login_maps(const PostfixSettings& settings, Findings& findings);

}  // namespace fingerpost
