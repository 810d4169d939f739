// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "mapd/host_addresses.hpp"
#include "mapd/timed_socket.hpp"
#include "postfix/ldap_entry.hpp"
#include "postfix/ldap_table.hpp"

namespace fingerpost {

/** Makes libldap load its files and look up the name of this machine. This needs access to files
    and executable memory and may take time, so call it before system calls are confined. Set the
    variable LDAPNOINIT first, or libldap reads configuration files of its own. */
void load_ldap_library();

/** A search request to an LDAP server. */
struct LdapSearch {
  std::string base;
  LdapTable::Scope scope;
  std::string filter;
  /** The attributes to return; all if empty. */
  std::vector<std::string> attributes;
};

/** Why an LDAP server gave no answer. */
struct LdapFailure {
  enum class Kind {
    /** The base does not exist. */
    missing,
    /** This search can never be answered. */
    refused,
    /** The connection broke. */
    lost,
    /** Anything else, such as a time limit. */
    unavailable,
  };

  Kind kind;
  /** Our own words, because the server's may quote the key. */
  std::string reason;
};

enum class LdapUrlProblem { no_url, malformed };
/** Parses the value of an attribute as an LDAP URL (RFC 4516) and ignores the server in it. */
tl::expected<LdapSearch, LdapUrlProblem> parse_ldap_url(const std::string& text);

/** A connection to a server of a table. Every call returns by its deadline. It uses its own socket
    because libldap's connections cannot do this: they resolve names without a limit, do TLS
    handshakes without a limit unless LDAP_OPT_CONNECT_ASYNC is set, and wait for the rest of a
    message that has begun. For one thread at a time. */
class LdapConnection {
 public:
  using Time = TimedSocket::Time;

  /** Does not connect. `table` and `server` must outlive the connection. */
  LdapConnection(const LdapTable& table, const LdapServer& server);
  ~LdapConnection();

  /** Connects, starts TLS, and binds, as the table says. Returns the failure, or nothing on
      success. */
  std::optional<LdapFailure> open(Time deadline);
  void close() noexcept;
  bool is_open() const noexcept { return handle_ != nullptr; }

  /** Searches on an open connection. Subtracts the size of the entries from `room` and fails with
      `refused` if it does not suffice. A failure other than `missing` or `refused` closes the
      connection. */
  tl::expected<std::vector<LdapEntry>, LdapFailure> search(const LdapSearch& search, Time deadline,
                                                           std::size_t& room);

 private:
  struct Handle;

  /** Translates an error code of libldap, and closes the connection if it cannot be used again. */
  LdapFailure failed(int code, Time deadline);

  const LdapTable& table_;
  const LdapServer& server_;
  std::optional<HostAddresses> addresses_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace fingerpost
