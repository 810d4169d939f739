// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "postfix/expansion.hpp"
#include "postfix/table_file.hpp"

namespace fingerpost {

/** A server of an LDAP table. */
struct LdapServer {
  enum class Scheme { ldap, ldaps, ldapi };

  Scheme scheme = Scheme::ldap;
  /** A host name, an address without brackets, or the path of a Unix socket for `ldapi`. */
  std::string host = {};
  std::uint16_t port = 0;

  friend bool operator==(const LdapServer&, const LdapServer&) = default;
};

/** Returns the URL of a server, always with its port. */
std::string url_of(const LdapServer& server);

/** An attribute that an LDAP table reads. */
struct LdapAttribute {
  /** How its values are used. The order is the one in which Postfix looks attributes up. */
  enum class Role {
    /** If it has values, they are the entry's only ones. */
    terminal,
    /** Its values count unless the entry has a reference. */
    leaf,
    ordinary,
    /** Its values are names or URLs of other entries, whose values count. */
    reference,
  };

  std::string name;
  Role role;

  friend bool operator==(const LdapAttribute&, const LdapAttribute&) = default;
};

/** The TLS parameters of an LDAP table. Paths are absolute, and empty if not given. */
struct LdapTls {
  /** Whether to use STARTTLS. */
  bool start = false;
  /** Whether to check the server's certificate. */
  bool require_cert = false;
  std::string ca_file = {};
  std::string ca_folder = {};
  std::string cert = {};
  std::string key = {};
  /** In the syntax of the TLS library that libldap was built with. */
  std::string ciphers = {};
};

/** The parameters of an ldap_table(5) file (Postfix 3.7). Any thread may read it once it is
    complete. */
struct LdapTable {
  enum class Bind { none, simple, external };
  enum class Scope { sub, base, one };

  /** The names of all parameters. */
  static const std::vector<std::string_view>& parameters();

  /** Takes the parameters from `file`. Each one is honoured, or refused if lookups would differ
      from Postfix's. Adds problems to `file`. Postfix's default `version` is 2, which no current
      server supports; ours is 3. */
  LdapTable(TableFile& file, Expansion::Read read);

  /** Not empty. */
  std::vector<LdapServer> servers;
  /** 2 or 3. */
  int version = 3;
  Bind bind = Bind::simple;
  std::string bind_dn;
  std::string bind_password;
  /** The identity to act for, if it is not the bound one; for Bind::external only. */
  std::string authorization;
  LdapTls tls;
  /** The time limit of a lookup in Postfix. */
  std::chrono::seconds timeout{10};

  Template search_base;
  Template query_filter;
  Scope scope = Scope::sub;
  /** In the order of their roles. */
  std::vector<LdapAttribute> attributes;
  /** 0 to 3, as in LDAP_OPT_DEREF. */
  int dereference = 0;
  unsigned recursion_limit = 1000;
  /** The most entries that a search may find; 0 means any number. */
  unsigned size_limit = 0;
  Expansion expansion;

  /** Whether the search base depends on the key. If so, a base that does not exist means that the
      key has no value. */
  bool has_base_of_key() const;
};

}  // namespace fingerpost
