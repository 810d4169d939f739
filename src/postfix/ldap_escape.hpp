// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

/** Escapes a key for a query to an LDAP server, so that it can change nothing but a value. */
namespace fingerpost {

/** Returns the text escaped for a value in a filter: `*()\` and NUL become \XX (RFC 4515 section
    3). */
std::string escape_filter_value(std::string_view text);

/** Returns the text escaped for a value in a distinguished name: white space, `"#+,;<>=\` and NUL
    become \XX (RFC 4514 section 2.4). */
std::string escape_dn_value(std::string_view text);

}  // namespace fingerpost
