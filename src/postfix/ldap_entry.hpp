// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace fingerpost {

/** What an LDAP server tells of one entry. */
struct LdapEntry {
  struct Attribute {
    /** With options, if it has any: `mail;lang-de`. */
    std::string name;
    /** In the server's order. A value ends at its first NUL, as in Postfix. */
    std::vector<std::string> values;
  };

  std::vector<Attribute> attributes = {};
};

}  // namespace fingerpost
