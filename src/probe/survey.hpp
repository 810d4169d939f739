// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/question.hpp"
#include "model/address.hpp"
#include "model/lookup.hpp"
#include "model/state.hpp"
#include "model/url.hpp"
#include "probe/fetch.hpp"
#include "probe/found_settings.hpp"
#include "probe/resolver.hpp"

namespace fingerpost {

/** What to probe, and how. */
struct ProbeSettings {
  /** Whose settings are asked. */
  Address address;
  /** Has a provider for the address's domain, or is null: then what is found is only compared with
      itself. */
  std::shared_ptr<const State> state;
  /** That provider, and what asks the maps of the state; both null if that is. */
  const Provider* provider = nullptr;
  Lookups* lookups = nullptr;
  Resolver resolver = {};
  FetchSettings fetch = {};

  const Domain& domain() const noexcept { return address.domain(); }
};

/** Whether two URLs are the same to a server; one may write the default port. */
bool is_same_place(const Url& a, const Url& b);

/** What DNS says about a host. */
struct HostFacts {
  /** Why its addresses could not be looked up. */
  std::string failure = {};
  std::string alias = {};
  std::vector<std::string> addresses = {};
};

/** The number of redirects that are followed. */
inline constexpr std::size_t redirect_limit = 5;

/** One URL that clients ask, and what became of it. */
struct WebFinding {
  /** What leads clients there. */
  enum class Lead { domain, srv, mx, txt };

  const Route* route;
  Lead lead;
  Url url;
  /** What to send by POST; empty for GET. */
  std::string body = {};
  /** What the configuration answers, if there is one. */
  std::optional<Response> wanted = {};
  /** The URL, then what redirects led to; empty where the URL's host has no address. */
  struct Hop {
    Url url;
    Fetched fetched = {};
  };
  std::vector<Hop> hops = {};
  /** The settings in the last answer, or what it is instead; nothing if it is not a success. */
  std::optional<tl::expected<FoundSettings, std::string>> reading = {};

  /** Returns the settings, or null if there are none. */
  const FoundSettings* settings() const noexcept {
    return reading && *reading ? &**reading : nullptr;
  }
};

/** A mail server, and what became of asking it. */
struct MailFinding {
  MailServer server;
  /** Nothing if the host has no address. */
  std::optional<Fetched> fetched = {};
};

/** A host that is reached over IPv4, and whether it is over IPv6 too. */
struct Ipv6Finding {
  std::string host;
  std::uint16_t port;
  Fetched fetched = {};
};

/** All that was found out about a domain. */
struct Survey {
  // Both outlive the survey.
  const ProbeSettings& settings;
  /** Perhaps with answers about other domains. */
  const std::map<DnsQuestion, DnsAnswer>& dns;
  std::vector<WebFinding> web = {};
  std::vector<MailFinding> mail = {};
  /** One for each host that has addresses of both kinds. */
  std::vector<Ipv6Finding> ipv6 = {};
  /** The mail servers to hold everything against: those of the configuration, else of the first
      autoconfig answer, else of the first Outlook answer. */
  std::vector<MailServer> reference = {};

  /** Returns an empty answer if it was not asked. */
  const DnsAnswer& answer(const std::string& name, DnsType type) const;
  /** Returns what the answers about the host's addresses say. An address is its own address. */
  HostFacts host(const std::string& name) const;
};

}  // namespace fingerpost
