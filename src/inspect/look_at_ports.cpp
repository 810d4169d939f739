// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "inspect/inspector.hpp"
#include "inspect/own_addresses.hpp"
#include "inspect/port_findings.hpp"
#include "probe/mail_fetch.hpp"

namespace fingerpost {

namespace {

/** The limit on ports in addition to the registered ones. */
constexpr std::size_t own_port_limit = 16;

using Addresses = std::vector<std::string>;

/** Looks up the host's addresses in DNS. Returns a remark if there are none. */
tl::expected<Addresses, std::string> addresses_of(const std::string& host,
                                                  const Resolver& resolver) {
  Addresses addresses;
  std::string failure;
  for (const DnsAnswer& answer : resolver.ask({{host, DnsType::a}, {host, DnsType::aaaa}}, [] {})) {
    for (const DnsRecord& record : answer.records) addresses.push_back(record.data);
    if (failure.empty()) failure = answer.failure;
  }
  if (!addresses.empty()) return addresses;
  return tl::make_unexpected(
      failure.empty()
          ? fmt::format("{} has no address in DNS: add an A or AAAA record, or correct the name",
                        host)
          : fmt::format("cannot look up the address of {}: {}", host, failure));
}

void add_once(std::vector<MailServer>& servers, MailServer server) {
  const bool known = std::any_of(servers.begin(), servers.end(), [&](const MailServer& other) {
    return other.port == server.port;
  });
  if (!known) servers.push_back(std::move(server));
}

/** Returns the registered ports, followed by other ports in the mail server's configuration. */
std::vector<MailServer> planned_ports(const std::string& host, const Inspection& so_far) {
  std::vector<MailServer> servers;
  for (const ServerType type :
       {ServerType::imap, ServerType::pop3, ServerType::smtp, ServerType::sieve}) {
    if (has_implicit_tls(type))
      add_once(servers, {type, host, facts_of(type).tls_port, Security::tls});
    add_once(servers, {type, host, facts_of(type).port, Security::starttls});
  }
  const std::size_t limit = servers.size() + own_port_limit;
  for (const Findings& findings : so_far)
    for (const FoundServer& found : findings.servers)
      if (findings.standing == Standing::configured && servers.size() < limit &&
          found.security != Security::none)
        add_once(servers, {found.type, host, found.port, found.security});
  return servers;
}

}  // namespace

Findings look_at_ports(const InspectSettings& settings, const Inspection& so_far) {
  const std::string known = host_of(settings, so_far);
  const std::string host = known.empty() ? "localhost" : known;
  const auto addresses = settings.host ? addresses_of(host, settings.resolver) : own_addresses();
  if (!addresses) return {.remarks = {addresses.error()}};
  const std::vector<MailServer> servers = planned_ports(host, so_far);
  std::vector<Fetch> fetches;
  for (const MailServer& server : servers) fetches.push_back(fetch_for(server, *addresses));
  std::vector<Fetched> results = fetch(fetches, settings.fetch, [] {});
  std::vector<AskedPort> ports;
  for (std::size_t i = 0; i < servers.size(); ++i)
    ports.push_back({servers[i], std::move(results[i])});
  return findings_of(ports, settings.host.has_value());
}

}  // namespace fingerpost
