// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace fingerpost {

/** An entry as an LDAP server returned it. */
struct LdapEntry {
  struct Attribute {
    /** Includes any options: `mail;lang-de`. */
    std::string name;
    /** In the server's order. A value ends at its first NUL, as in Postfix. */
    std::vector<std::string> values;
  };

  std::vector<Attribute> attributes = {};
};

}  // namespace fingerpost
