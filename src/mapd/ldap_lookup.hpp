// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "mapd/ldap_connection.hpp"
#include "postfix/expansion.hpp"
#include "postfix/ldap_table.hpp"

namespace fingerpost {

/** One lookup in an LDAP table: a search, and the searches for the entries that its entries refer
    to. */
class LdapLookup {
 public:
  using Search =
      std::function<tl::expected<std::vector<LdapEntry>, LdapFailure>(const LdapSearch&)>;

  /** All must outlive it. */
  LdapLookup(const LdapTable& table, const AddressParts& key, Search search);

  /** Returns the values, formatted and with commas between them; empty if there are none. */
  tl::expected<std::string, LdapFailure> run();

 private:
  using Failed = std::optional<LdapFailure>;

  Failed take_entries(const std::vector<LdapEntry>& entries, unsigned depth);
  Failed take_values(const LdapEntry::Attribute& attribute);
  Failed follow(const std::string& reference, unsigned depth);

  const LdapTable& table_;
  const AddressParts& key_;
  const Search search_;
  Values values_;
};

}  // namespace fingerpost
