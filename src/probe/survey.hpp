// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/question.hpp"
#include "model/address.hpp"
#include "model/state.hpp"
#include "probe/fetch.hpp"
#include "probe/reading.hpp"
#include "probe/resolver.hpp"

namespace fingerpost {

struct ProbeSettings {
  /** Whose settings are asked. */
  Address address;
  /** Has a provider for the address's domain, or is null: then what is found is only compared with
      itself. */
  std::shared_ptr<const State> state;
  Resolver resolver = {};
  FetchSettings fetch = {};

  const Domain& domain() const noexcept { return address.domain(); }
};

struct HostFacts {
  /** Why its addresses could not be looked up. */
  std::string failure = {};
  std::string alias = {};
  std::vector<std::string> addresses = {};
};

/** One URL that clients ask, and what became of it. */
struct WebFinding {
  /** What leads clients there. */
  enum class Lead { domain, srv, mx, txt };

  const Route* route;
  Lead lead;
  std::string url;
  /** To be sent by POST, if it is not empty. */
  std::string body = {};
  /** What the configuration answers, if there is one. */
  std::optional<Response> wanted = {};
  /** The URL, then what redirects led to; empty where the URL's host has no address. */
  struct Hop {
    std::string url;
    Fetched fetched = {};
  };
  std::vector<Hop> hops = {};
};

/** What the last answer tells; nothing where it is no success. */
std::optional<tl::expected<Reading, std::string>> read(const WebFinding& finding,
                                                       const Address& address);

struct MailFinding {
  MailServer server;
  /** Nothing if the host has no address. */
  std::optional<Fetched> fetched = {};
};

/** All that was found out about a domain. */
struct Survey {
  std::map<DnsQuestion, DnsAnswer> dns;
  std::map<std::string, HostFacts> hosts;
  std::vector<WebFinding> web;
  std::vector<MailFinding> mail;

  const DnsAnswer& answer(const std::string& name, DnsType type) const;
  const HostFacts& host(const std::string& name) const;
};

/** Told how many of the look-ups begun so far have been done; from any thread, one at a time. */
using Progress = std::function<void(std::size_t done, std::size_t begun)>;

/** Looks up the domain's records, asks each URL that a client would ask, then each mail server that
    these name. No look-up takes longer than 5 seconds, and those of a kind go out together. */
Survey survey(const ProbeSettings& settings, const Progress& progress);

/** The servers of a domain that the configuration serves. */
std::vector<MailServer> configured_servers(const State& state, const Domain& domain);

/** The names of the SRV records that mail, calendar and contacts clients ask, in order. */
std::vector<std::string> service_names(const Domain& domain);

}  // namespace fingerpost
