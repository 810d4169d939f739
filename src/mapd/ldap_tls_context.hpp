// SPDX-License-Identifier: MIT
#pragma once

#include "postfix/ldap_table.hpp"

namespace fingerpost {

/** Returns libldap's context (LDAP_OPT_X_TLS_CTX) for the files and ciphers of a table, or null if
    they cannot be used. It is made anew when a file has changed, and otherwise shared by all
    connections, and stays until the process ends: with GnuTLS, libldap (2.5) loses the memory of
    keys, certificates and ciphers whenever it gives a context up. Any thread. Throws only
    bad_alloc. */
void* ldap_tls_context(const LdapTls& tls);

}  // namespace fingerpost
