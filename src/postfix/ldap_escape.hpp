// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

/** A key as part of a question to an LDAP server, of which it can change nothing but its value. */
namespace fingerpost {

/** Returns the text as a value in a filter, with `*()\` and NUL as \XX (RFC 4515 section 3). */
std::string escape_filter_value(std::string_view text);

/** Returns the text as a value in a distinguished name, with white space, `"#+,;<>=\` and NUL as \XX
    (RFC 4514 section 2.4). */
std::string escape_dn_value(std::string_view text);

}  // namespace fingerpost
