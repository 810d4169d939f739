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

/** Makes libldap load what it needs and find the name of this machine, which needs files and memory
    that may be executed, and may take time; so a program calls it before it gives up system calls.
    Before that, it sets the variable LDAPNOINIT, or libldap reads files of its own. */
void load_ldap_library();

/** A question to an LDAP server. */
struct LdapSearch {
  std::string base;
  LdapTable::Scope scope;
  std::string filter;
  /** Which attributes to return; all if there are none. */
  std::vector<std::string> attributes;
};

/** Why an LDAP server gave no answer. */
struct LdapFailure {
  enum class Kind {
    /** The base does not exist. */
    missing,
    /** This question has no answer, whoever asks and when. */
    refused,
    /** The connection broke. */
    lost,
    /** Anything else, such as a time limit. */
    unavailable,
  };

  Kind kind;
  /** In our own words, because the server's may repeat the question. */
  std::string reason;
};

enum class LdapUrlProblem { no_url, malformed };
/** Reads the value of an attribute as an LDAP URL (RFC 4516) of entries, whichever server it
    names. */
tl::expected<LdapSearch, LdapUrlProblem> parse_ldap_url(const std::string& text);

/** A connection to a server of a table. Every call returns at its deadline at the latest. libldap's
    own connections do not: it resolves names without limit, does TLS handshakes without limit
    unless LDAP_OPT_CONNECT_ASYNC is set, and waits for the rest of a message that has begun. So this
    one brings its own socket. One thread at a time. */
class LdapConnection {
 public:
  using Time = TimedSocket::Time;

  /** Connects to nothing. `table` must outlive it. */
  LdapConnection(const LdapTable& table, const LdapServer& server);
  ~LdapConnection();

  /** Connects, starts TLS, and binds, as the table says. Returns why that failed, if it did. */
  std::optional<LdapFailure> open(Time deadline);
  void close() noexcept;
  bool is_open() const noexcept { return handle_ != nullptr; }

  /** Searches, on an open connection. A failure other than `missing` or `refused` closes it. Takes
      the size of the entries off `room`; if there is not enough, that is `refused`. */
  tl::expected<std::vector<LdapEntry>, LdapFailure> search(const LdapSearch& search, Time deadline,
                                                           std::size_t& room);

 private:
  struct Handle;

  /** Returns what an error code of libldap means, and closes the connection if it is not to be used
      again. */
  LdapFailure failed(int code, Time deadline);

  const LdapTable& table_;
  const LdapServer& server_;
  std::optional<HostAddresses> addresses_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace fingerpost
