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

/** Looks keys up in an LDAP directory, as Postfix does by ldap_table(5). */
class LdapBackend final : public Backend {
 public:
  /** A lookup never takes longer, nor longer than the table's `timeout`. Who asks waits for two
      seconds, and should then have the reason. */
  static constexpr std::chrono::milliseconds longest{1800};
  /** The most bytes that are kept of what the server returns for a lookup. */
  static constexpr std::size_t most_bytes = 1024 * 1024;

  /** Connects to nothing. `table` must outlive it. */
  explicit LdapBackend(const LdapTable& table);

  BackendAnswer look_up(std::string_view key) override;

 private:
  using Time = LdapConnection::Time;

  BackendAnswer answer(const AddressParts& key, Time deadline);
  /** Asks the current server, of as many that are left to try. */
  tl::expected<std::string, LdapFailure> ask(const AddressParts& key, std::size_t left,
                                             Time deadline);
  std::optional<LdapFailure> open(std::size_t left, Time deadline);
  LdapConnection& current() { return connections_[current_]; }

  const LdapTable& table_;
  /** One for each server. */
  std::deque<LdapConnection> connections_;
  /** The one to ask first: the one that answered last. */
  std::size_t current_ = 0;
};

}  // namespace fingerpost
