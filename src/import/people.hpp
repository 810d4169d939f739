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

/** A login name, and a remark on it for the administrator. */
struct Login {
  Pattern pattern;
  /** Empty if there is nothing to say. It never quotes the name. */
  std::string remark = {};
};

/** Knows the domains of a file and the people whose addresses are in it. An answer that was fetched
    for one person has their address or login name where settings for everybody need a placeholder
    (Stalwart; modoboa and automx2 with LDAP; 2026-11). Borrows the domains of earlier files. */
class People {
 public:
  explicit People(const std::unordered_map<std::string, std::string>& owners) : owners_(owners) {}

  /** Adds a domain of the file. Ignores a text that is not a domain. */
  void see_domain(std::string_view text);
  /** Collects the addresses in any text of the file, up to 100. */
  void see(std::string_view text);

  /** Returns the login name for everybody: with a placeholder if the text certainly belongs to one
      person. Returns an error as parse_login does. */
  Value<Login> login(std::string_view text) const;
  /** Returns a URL for everybody: with a placeholder for each address of the file in its path. */
  std::string url(std::string_view text) const;
  /** Returns whether a name that people see holds an address, or is a local part, of the file. */
  bool is_personal(std::string_view name) const;
  /** Returns whether an address belongs to a domain of the file. True while none is known. */
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
