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

/** Something that was found out, and how it is known: `postconf: virtual_mailbox_domains`,
    `certificate of port 993`, `SRV _imaps._tcp.example.com`. The evidence is safe for a terminal. */
struct Fact {
  std::string value;
  std::string evidence;
};

/** A server that was found. */
struct FoundServer {
  ServerType type;
  std::uint16_t port;
  Security security;
  /** The SASL mechanisms that it offers over TLS, in upper case; nothing if that is not known. */
  std::optional<std::vector<std::string>> mechanisms = {};
  /** The host that is named, in A-label form; empty for the mail server that is looked at. */
  std::string host = {};
  std::string evidence = {};
  /** How the mechanisms are known, if not by `evidence`. */
  std::string mechanisms_evidence = {};
};

/** How a source knows what it says. */
enum class Standing {
  /** It is how the mail server's own programs are set up. */
  configured,
  /** It is what the mail server does when a client connects. */
  open,
  /** It is what clients are told now, which may be out of date. */
  published
};

/** All that one source says of the mail server. Whatever it says nothing about is empty. The values
    are legal in a configuration; a value that is not became a remark. */
struct Findings {
  /** The word of the source in texts: `postconf`. */
  std::string_view source = {};
  Standing standing = Standing::configured;
  /** Names that the mail server has, best first. */
  std::vector<Fact> hosts = {};
  /** Domains in A-label form that it has mailboxes for. */
  std::vector<Fact> domains = {};
  /** Values of the settings domain-map and login-map. */
  std::vector<Fact> domain_maps = {};
  std::vector<Fact> login_maps = {};
  /** Domains and maps of domains that it takes mail for without having mailboxes for them: aliases,
      relayed domains, its own name. */
  std::vector<Fact> other_domains = {};
  std::vector<Fact> other_domain_maps = {};
  /** Whether it takes mail for no other domains than all these. */
  bool knows_all_domains = false;
  std::vector<FoundServer> servers = {};
  /** The value of the setting login: a pattern. Nothing if the source cannot say. */
  std::optional<Fact> login = {};
  /** More lines for the provider, such as webmail, whose comments are their evidence. */
  std::vector<foreign::Line> lines = {};
  /** What the administrator must know: what was found and cannot be used, or is wrong, one sentence
      each with what to do. Safe for a terminal. */
  std::vector<std::string> remarks = {};
};

/** Where to look. */
struct InspectSettings {
  /** What was asked for; empty for whatever is found. */
  std::vector<Domain> domains = {};
  /** The mail server, if it is another machine. Otherwise it is this one. */
  std::optional<Domain> host = {};
  Resolver resolver = {};
  /** Only the trusted certificates count. */
  FetchSettings fetch = {};
};

/** What all sources said so far, in the order of the table of inspectors. */
using Inspection = std::vector<Findings>;

}  // namespace fingerpost
