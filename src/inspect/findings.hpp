// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "import/draft.hpp"
#include "model/domain.hpp"
#include "model/server.hpp"
#include "probe/fetch.hpp"
#include "probe/resolver.hpp"

namespace fingerpost {

/** A value with its evidence, such as `postconf: virtual_mailbox_domains`, `certificate of port
    993` or `SRV _imaps._tcp.example.com`. The evidence is safe for a terminal. */
struct Fact {
  std::string value;
  std::string evidence;
};

/** A server that was found. */
struct FoundServer {
  ServerType type;
  std::uint16_t port;
  Security security;
  /** The SASL mechanisms offered over TLS, in upper case; nothing if unknown. */
  std::optional<std::vector<std::string>> mechanisms = {};
  /** The host in A-label form; empty for the mail server being inspected. */
  std::string host = {};
  std::string evidence = {};
  /** Evidence for the mechanisms, if different from `evidence`. */
  std::string mechanisms_evidence = {};
};

/** What kind of evidence a source provides. */
enum class Standing {
  /** The configuration of the mail server's programs. */
  configured,
  /** What the mail server does when a client connects. */
  open,
  /** What is published for clients, which may be out of date. */
  published
};

/** Everything that one source says about the mail server. What it does not know stays empty. All
    values are valid in a configuration; an invalid value becomes a remark. */
struct Findings {
  /** The name of the source in texts: `postconf`. */
  std::string_view source = {};
  Standing standing = Standing::configured;
  /** Names of the mail server, best first. */
  std::vector<Fact> hosts = {};
  /** Domains with mailboxes, in A-label form. */
  std::vector<Fact> domains = {};
  /** Values for the settings domain-map and login-map. */
  std::vector<Fact> domain_maps = {};
  std::vector<Fact> login_maps = {};
  /** Domains, and maps of domains, that it accepts mail for but has no mailboxes in: alias domains,
      relayed domains, its own name. */
  std::vector<Fact> other_domains = {};
  std::vector<Fact> other_domain_maps = {};
  /** Whether these are all the domains that it accepts mail for. */
  bool knows_all_domains = false;
  std::vector<FoundServer> servers = {};
  /** The value for the setting login, a pattern; nothing if unknown. */
  std::optional<Fact> login = {};
  /** More lines for the provider, such as webmail. Their comments are the evidence. */
  std::vector<foreign::Line> lines = {};
  /** Notes to the administrator: what was found but cannot be used, or is wrong, and what to do.
      One sentence each, safe for a terminal. */
  std::vector<std::string> remarks = {};
};

/** Selects what to inspect. */
struct InspectSettings {
  /** The domains that the user asked for; if empty, the domains that are found. */
  std::vector<Domain> domains = {};
  /** The mail server, if it is a different machine. */
  std::optional<Domain> host = {};
  Resolver resolver = {};
  /** Only its trusted certificates are used. */
  FetchSettings fetch = {};
};

/** The findings of all sources so far, in the order of the table of inspectors. */
using Inspection = std::vector<Findings>;

}  // namespace fingerpost
