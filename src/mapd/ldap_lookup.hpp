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

/** One lookup in an LDAP table: a search, and further searches for the entries that its results
    refer to. */
class LdapLookup {
 public:
  using Search =
      std::function<tl::expected<std::vector<LdapEntry>, LdapFailure>(const LdapSearch&)>;

  /** `table` and `key` must outlive the lookup. */
  LdapLookup(const LdapTable& table, const AddressParts& key, Search search);

  /** Returns the values, formatted and joined by commas; an empty string if there are none. */
  tl::expected<std::string, LdapFailure> run();

 private:
  /** A value of an entry, or a reference to other entries. */
  struct Item {
    std::string text;
    bool is_reference;
    /** The number of searches that led to this item. */
    unsigned depth;
  };

  /** Pushes the relevant values and references of these entries onto the stack. */
  void push(std::vector<LdapEntry> entries, unsigned depth);
  std::optional<LdapFailure> take(const Item& item);
  std::optional<LdapFailure> follow(const Item& reference);

  const LdapTable& table_;
  const AddressParts& key_;
  const Search search_;
  Values values_;
  /** A stack: the next item is the last one. */
  std::vector<Item> items_;
};

}  // namespace fingerpost
