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

/** The settings of a probe. */
struct ProbeSettings {
  /** The address whose settings are requested. */
  Address address;
  /** The configuration, which has a provider for the address's domain. If null, findings are only
      compared with each other. */
  std::shared_ptr<const State> state;
  /** The provider, and the lookups in the maps of `state`. Both null if `state` is. */
  const Provider* provider = nullptr;
  Lookups* lookups = nullptr;
  Resolver resolver = {};
  FetchSettings fetch = {};

  const Domain& domain() const noexcept { return address.domain(); }
};

/** Whether two URLs are the same for a server, with or without an explicit default port. */
bool is_same_place(const Url& a, const Url& b);

/** The DNS answers about a host. */
struct HostFacts {
  /** Why looking up its addresses failed. */
  std::string failure = {};
  std::string alias = {};
  std::vector<std::string> addresses = {};
};

/** The maximum number of redirects to follow. */
inline constexpr std::size_t redirect_limit = 5;

/** A URL that clients try, and the result. */
struct WebFinding {
  /** How clients get to the URL. */
  enum class Lead { domain, srv, mx, txt };

  const Route* route;
  Lead lead;
  Url url;
  /** The body to send by POST; empty for GET. */
  std::string body = {};
  /** The configuration's answer, if there is a configuration. */
  std::optional<Response> wanted = {};
  /** The URL and the redirects from it; empty if the URL's host has no address. */
  struct Hop {
    Url url;
    Fetched fetched = {};
  };
  std::vector<Hop> hops = {};
  /** The settings in the last answer, or what it is instead; nothing if its status is not 200. */
  std::optional<tl::expected<FoundSettings, std::string>> reading = {};

  /** Returns the settings, or null if there are none. */
  const FoundSettings* settings() const noexcept {
    return reading && *reading ? &**reading : nullptr;
  }
};

/** A mail server, and the result of querying it. */
struct MailFinding {
  MailServer server;
  /** Nothing if the host has no address. */
  std::optional<Fetched> fetched = {};
};

/** A host that has IPv4 addresses, and the result of connecting over IPv6. */
struct Ipv6Finding {
  std::string host;
  std::uint16_t port;
  Fetched fetched = {};
};

/** Everything that was found about a domain. */
struct Survey {
  // Both must outlive the survey.
  const ProbeSettings& settings;
  /** May contain answers about other domains. */
  const std::map<DnsQuestion, DnsAnswer>& dns;
  std::vector<WebFinding> web = {};
  std::vector<MailFinding> mail = {};
  /** One for each host and port with addresses of both kinds. */
  std::vector<Ipv6Finding> ipv6 = {};
  /** The mail servers with which everything is compared: those of the configuration, else of the
      first autoconfig answer, else of the first Outlook answer. */
  std::vector<MailServer> reference = {};

  /** Returns the answer, empty if the question was not asked. */
  const DnsAnswer& answer(const std::string& name, DnsType type) const;
  /** Returns the facts from the answers about the host's addresses. The address of an IP address is
      itself. */
  HostFacts host(const std::string& name) const;
};

}  // namespace fingerpost
