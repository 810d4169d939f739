// SPDX-License-Identifier: MIT
#include "mapd/ldap_lookup.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/text.hpp"
#include "postfix/ldap_escape.hpp"

namespace fingerpost {

namespace {

using LdapKind = LdapFailure::Kind;
using Role = LdapAttribute::Role;

constexpr std::size_t longest_reference = 4096;

/** Whether `name` is `general` itself or adds options to it: `mail;lang-de` is a subtype of `mail`.
    */
bool is_subtype(std::string_view name, std::string_view general) {
  return starts_with_ignoring_case(name, general) &&
         (name.size() == general.size() || name[general.size()] == ';');
}

std::optional<Role> role_of(const LdapTable& table, std::string_view name) {
  for (const LdapAttribute& attribute : table.attributes)
    if (is_subtype(name, attribute.name)) return attribute.role;
  return std::nullopt;
}

/** Whether the entry has an attribute of this role, under exactly the name in the table. */
bool has_any(const LdapTable& table, Role role, const LdapEntry& entry) {
  const auto is_wanted = [&](const LdapEntry::Attribute& attribute) {
    return std::any_of(
        table.attributes.begin(), table.attributes.end(), [&](const LdapAttribute& wanted) {
          return wanted.role == role && equal_ignoring_case(wanted.name, attribute.name);
        });
  };
  return std::any_of(entry.attributes.begin(), entry.attributes.end(), is_wanted);
}

std::vector<std::string> names_of(const LdapTable& table) {
  std::vector<std::string> names;
  for (const LdapAttribute& attribute : table.attributes) names.push_back(attribute.name);
  return names;
}

/** Returns the attributes that both the table and a URL name. If one adds options, its longer name
    is used. */
std::vector<std::string> common_names(const LdapTable& table,
                                      const std::vector<std::string>& of_url) {
  std::vector<std::string> names;
  for (const std::string& one : of_url)
    for (const LdapAttribute& other : table.attributes) {
      if (is_subtype(other.name, one))
        names.push_back(other.name);
      else if (is_subtype(one, other.name))
        names.push_back(one);
    }
  return names;
}

bool has_role(const LdapTable& table, Role role) {
  return std::any_of(table.attributes.begin(), table.attributes.end(),
                     [&](const LdapAttribute& attribute) { return attribute.role == role; });
}

}  // namespace

LdapLookup::LdapLookup(const LdapTable& table, const AddressParts& key, Search search)
    : table_(table), key_(key), search_(std::move(search)), values_(table.expansion, key) {}

tl::expected<std::string, LdapFailure> LdapLookup::run() {
  auto entries = search_({.base = fill(table_.search_base, key_, nullptr, escape_dn_value),
                          .scope = table_.scope,
                          .filter = fill(table_.query_filter, key_, nullptr, escape_filter_value),
                          .attributes = names_of(table_)});
  if (!entries && entries.error().kind == LdapKind::missing && table_.has_base_of_key())
    return std::string();
  if (!entries) return tl::unexpected(entries.error());
  push(std::move(*entries), 1);
  while (!items_.empty()) {
    const Item item = std::move(items_.back());
    items_.pop_back();
    if (auto failure = take(item)) return tl::unexpected(std::move(*failure));
  }
  return values_.text();
}

void LdapLookup::push(std::vector<LdapEntry> entries, unsigned depth) {
  const auto begin = static_cast<std::ptrdiff_t>(items_.size());
  // Like Postfix's dict_ldap.c, do not reset these two for each entry.
  bool is_terminal = false;
  bool is_leaf = true;
  for (LdapEntry& entry : entries) {
    if (has_any(table_, Role::terminal, entry)) is_terminal = true;
    if (!is_terminal && has_role(table_, Role::leaf) && has_any(table_, Role::reference, entry))
      is_leaf = false;
    for (LdapEntry::Attribute& attribute : entry.attributes) {
      const auto role = role_of(table_, attribute.name);
      if (!role || (is_terminal && role != Role::terminal) ||
          (!is_leaf && (role == Role::terminal || role == Role::leaf)))
        continue;
      for (std::string& value : attribute.values)
        items_.push_back({std::move(value), role == Role::reference, depth});
    }
  }
  std::reverse(items_.begin() + begin, items_.end());
}

std::optional<LdapFailure> LdapLookup::take(const Item& item) {
  if (item.is_reference) return follow(item);
  if (values_.add(item.text)) return std::nullopt;
  return LdapFailure{LdapKind::refused, "more values than expansion_limit or a reply allows"};
}

std::optional<LdapFailure> LdapLookup::follow(const Item& reference) {
  if (reference.depth >= table_.recursion_limit)
    return LdapFailure{LdapKind::refused, "references are nested deeper than recursion_limit"};
  // libldap parses nested filters recursively without a limit.
  if (reference.text.size() > longest_reference)
    return LdapFailure{LdapKind::refused, "a reference is too long"};
  LdapSearch search = {.base = reference.text,
                       .scope = LdapTable::Scope::base,
                       .filter = "(objectClass=*)",
                       .attributes = {}};
  if (auto url = parse_ldap_url(reference.text))
    search = std::move(*url);
  else if (url.error() == LdapUrlProblem::malformed)
    return LdapFailure{LdapKind::refused, "a reference is not a valid URL"};
  search.attributes =
      search.attributes.empty() ? names_of(table_) : common_names(table_, search.attributes);
  if (search.attributes.empty()) return std::nullopt;
  auto entries = search_(search);
  if (!entries && entries.error().kind == LdapKind::missing) return std::nullopt;
  if (!entries) return std::move(entries.error());
  push(std::move(*entries), reference.depth + 1);
  return std::nullopt;
}

}  // namespace fingerpost
