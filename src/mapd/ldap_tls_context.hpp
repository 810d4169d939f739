// SPDX-License-Identifier: MIT
#pragma once

#include "postfix/ldap_table.hpp"

namespace fingerpost {

/** Returns libldap's context (LDAP_OPT_X_TLS_CTX) for the files and ciphers of a table, or null if
    they cannot be used. All connections share it; when a file changes, a new one is created.
    Contexts live until the process ends because libldap 2.5 with GnuTLS leaks the keys,
    certificates and ciphers of each context it frees. Callable from any thread. Throws only
    bad_alloc. */
void* ldap_tls_context(const LdapTls& tls);

}  // namespace fingerpost
