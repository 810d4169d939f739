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
  /** A value of an entry, or a reference to other entries. */
  struct Item {
    std::string text;
    bool is_reference;
    /** How many searches led to it. */
    unsigned depth;
  };

  /** Puts what counts of these entries on top of what is to be taken. */
  void push(std::vector<LdapEntry> entries, unsigned depth);
  std::optional<LdapFailure> take(const Item& item);
  std::optional<LdapFailure> follow(const Item& reference);

  const LdapTable& table_;
  const AddressParts& key_;
  const Search search_;
  Values values_;
  /** The next one comes last. */
  std::vector<Item> items_;
};

}  // namespace fingerpost
