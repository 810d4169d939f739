// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "config/value.hpp"
#include "model/address.hpp"

namespace fingerpost::foreign {

/** A login name and a warning about it for the administrator. */
struct Login {
  Pattern pattern;
  /** Empty if there is nothing to warn about. Never quotes the name. */
  std::string remark = {};
};

/** The domains and addresses in a file. An answer that was fetched for one person contains that
    person's address or login name where settings for all users need a placeholder (Stalwart;
    modoboa and automx2 with LDAP; 2026-11). Refers to the domains of earlier files, which must
    outlive it. */
class People {
 public:
  explicit People(const std::unordered_map<std::string, std::string>& owners) : owners_(owners) {}

  /** Adds a domain of the file. Ignores texts that are not domains. */
  void see_domain(std::string_view text);
  /** Collects the addresses in a text of the file, up to 100 in total. */
  void see(std::string_view text);

  /** Returns the login name for all users, with a placeholder if the text certainly belongs to one
      person. Returns errors like parse_login(). */
  Value<Login> login(std::string_view text) const;
  /** Returns the URL for all users: addresses of the file in its path become placeholders. */
  std::string url(std::string_view text) const;
  /** Returns whether a display name contains an address of the file, or is the local part of one.
      */
  bool is_personal(std::string_view name) const;
  /** Returns whether an address belongs to a domain of the file or of an earlier one. True while
      the file has no domains. */
  bool is_own(const Address& address) const;

 private:
  bool is_local_part(std::string_view text) const;
  std::optional<std::string> placeholder(std::string_view login) const;

  const std::unordered_map<std::string, std::string>& owners_;
  std::unordered_set<std::string> domains_ = {};
  std::vector<Address> addresses_ = {};
};

/** Parses an address, which may be percent-encoded or begin with `mailto:`. */
std::optional<Address> parse_written_address(std::string_view text);

}  // namespace fingerpost::foreign
