// SPDX-License-Identifier: MIT
#pragma once

#include "inspect/findings.hpp"
#include "inspect/postfix_settings.hpp"

/** Finds the domains that Postfix has mailboxes for (ADDRESS_CLASS_README): virtual mailbox domains
    and mydestination, but not relayed domains or alias domains. */
namespace fingerpost {

/** Adds the domains, the maps that have domains as keys, and remarks on what no setting can
    express. Reads files that list domains; for maps, only checks that their files exist. */
void add_mailbox_domains(const PostfixSettings& settings, Findings& findings);

/** Adds the maps in smtpd_sender_login_maps, from main.cf or from services that override it. */
void add_login_maps(const PostfixSettings& settings, Findings& findings);

}  // namespace fingerpost
