// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "mapd/backend.hpp"
#include "mapd/ldap_connection.hpp"
#include "postfix/ldap_table.hpp"

namespace fingerpost {

/** Looks up keys in an LDAP directory like Postfix's ldap_table(5). */
class LdapBackend final : public Backend {
 public:
  /** The longest time for a lookup, unless the table's `timeout` is shorter. The client waits two
      seconds, so the reason of a failure still reaches it. */
  static constexpr std::chrono::milliseconds longest{1800};
  /** The maximum number of bytes kept from the server's answer to a lookup. */
  static constexpr std::size_t most_bytes = 1024 * 1024;

  /** Does not connect. `table` must outlive the backend. */
  explicit LdapBackend(const LdapTable& table);

  BackendAnswer look_up(std::string_view key) override;

 private:
  using Time = LdapConnection::Time;

  BackendAnswer answer(const AddressParts& key, Time deadline);
  /** Asks the current server. `left` is the number of servers still to try, including this one. */
  tl::expected<std::string, LdapFailure> ask(const AddressParts& key, std::size_t left,
                                             Time deadline);
  std::optional<LdapFailure> open(std::size_t left, Time deadline);
  LdapConnection& current() { return connections_[current_]; }

  const LdapTable& table_;
  /** One connection for each server. */
  std::deque<LdapConnection> connections_;
  /** Index of the server to ask first: the one that answered last. */
  std::size_t current_ = 0;
};

}  // namespace fingerpost
