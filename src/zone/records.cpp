// SPDX-License-Identifier: MIT
#include "zone/records.hpp"

#include <fmt/format.h>

#include "client/question.hpp"
#include "model/client_label.hpp"
#include "model/serving.hpp"
#include "zone/digest.hpp"

namespace fingerpost {

namespace {

/** Whether autoconfig clients get an answer: they get none from a provider that redirects. */
bool has_autoconfig(const Domain& domain, const State& state, Lookups& lookups) {
  return answer(first_question(ClientKind::autoconfig, postmaster(domain)), state, lookups)
             .status == 200;
}

/** Adds the URL for autoconfig (DNSBasedLookup of the old Mozilla wiki; Himalaya reads it). The URL
    on a host of another domain includes an address, to name the domain. */
void add_mailconf(Records& result, const Domain& domain, const State& state, Lookups& lookups,
                  const std::string& host) {
  if (!has_autoconfig(domain, state, lookups)) return;
  const bool own = host == client_host(client_label::autoconfig, domain.text());
  result.records.push_back(txt_record(
      "@",
      fmt::format("mailconf=https://{}/mail/config-v1.1.xml{}{}", host,
                  own ? "" : "?emailaddress=", own ? std::string() : postmaster(domain).text())));
}

/** Adds an alias for the target's host, or the target's addresses. */
void add_web_name(Records& result, std::string_view before, const Domain& domain,
                  const WebTarget& target) {
  const std::string name = client_host(before, domain.text());
  const std::string label(before.substr(0, before.find('.')));
  result.names.push_back(name);
  for (const std::string& address : target.ipv4) result.records.push_back({label, "A", address});
  for (const std::string& address : target.ipv6) result.records.push_back({label, "AAAA", address});
  if (!target.host) return;
  if (target.host->text() == name)
    result.comments.push_back(name + " is the web server itself and needs its own address record");
  else
    result.records.push_back(cname_record(label, target.host->text()));
}

Records by_names(const Domain& domain, const State& state, Lookups& lookups,
                 const WebTarget& target) {
  Records result;
  result.comments.push_back(
      "--style cname: names in the domain point to the web server, whose certificate must list "
      "them all");
  if (has_autoconfig(domain, state, lookups))
    add_web_name(result, client_label::autoconfig, domain, target);
  add_web_name(result, client_label::autodiscover, domain, target);
  const auto pacc = pacc_record(domain, state, lookups);
  if (pacc) add_web_name(result, client_label::pacc, domain, target);
  result.records.push_back(srv_record(
      "_autodiscover._tcp", 0, 443,
      target.host ? target.host->text() : client_host(client_label::autodiscover, domain.text())));
  if (target.host) result.names.push_back(target.host->text());
  add_mailconf(result, domain, state, lookups,
               client_host(client_label::autoconfig, domain.text()));
  if (pacc) result.records.push_back(*pacc);
  return result;
}

Records by_srv(const Domain& domain, const State& state, Lookups& lookups,
               const WebTarget& target) {
  const std::string& host = target.host->text();
  Records result;
  result.comments.push_back(
      fmt::format("--style srv: SRV and TXT records point to {}, the only name in the certificate; "
                  "Outlook may ask its user first, and few autoconfig clients use these records",
                  host));
  result.records.push_back(srv_record("_autodiscover._tcp", 0, 443, host));
  add_mailconf(result, domain, state, lookups, host);
  result.names = {host};
  return result;
}

Records by_mx(const Domain& domain, const State& state, Lookups& lookups, const WebTarget& target) {
  const std::string& host = target.host->text();
  const std::string hoster = host.substr(host.find('.') + 1);
  const std::string autoconfig = client_host(client_label::autoconfig, hoster);
  const std::string autodiscover = client_host(client_label::autodiscover, hoster);
  Records result;
  result.comments.push_back(
      fmt::format("--style mx: autoconfig clients follow the MX host to {}, Outlook an SRV record "
                  "to {}; both names point to the web server, and its certificate needs no others",
                  autoconfig, autodiscover));
  if (const auto own = Domain::parse(hoster);
      !own || !find_provider(state.catalog, *own, lookups).provider)
    result.comments.push_back(
        fmt::format("no provider serves {}: clients that follow the MX host and send no address, "
                    "like Thunderbird for Android, get nothing",
                    hoster));
  result.records = {{"@", "MX", fmt::format("10 {}.", host)},
                    srv_record("_autodiscover._tcp", 0, 443, autodiscover)};
  add_mailconf(result, domain, state, lookups, autoconfig);
  result.names = {autoconfig, autodiscover};
  return result;
}

void add_server(Records& result, std::string_view label, unsigned priority, const Server& server,
                const Domain& domain) {
  const std::string host = server.host.expand(domain);
  if (Domain::parse(host))
    result.records.push_back(srv_record(std::string(label), priority, server.port, host));
  else
    result.comments.push_back(
        fmt::format("{} {}: an SRV record needs a host name", word(server.type), host));
}

/** Adds the records of the servers with this type and security. The priority is the position among
    all incoming or outgoing servers, so it also shows whether IMAP or POP3 is preferred (RFC 6186
    section 3.4). */
void add_mail_service(Records& result, ServerType type, Security security,
                      const std::vector<Server>& servers, const Domain& domain) {
  const ServerFacts facts = facts_of(type);
  const std::string label(security == Security::tls ? facts.tls_srv : facts.starttls_srv);
  bool offered = false;
  unsigned priority = 0;
  for (const Server& server : servers) {
    if (server.type == type && server.security == security) {
      offered = true;
      add_server(result, label, priority, server, domain);
    }
    priority += 10;
  }
  if (!offered) result.records.push_back(srv_record_of_nothing(label));
}

void add_unencrypted(Records& result, const std::vector<Server>& servers, const Domain& domain) {
  for (const Server& server : servers)
    if (server.security == Security::none)
      result.comments.push_back(
          fmt::format("{} {}: SRV records cannot express a connection without encryption",
                      word(server.type), server.host.expand(domain)));
}

/** Adds the record of the ManageSieve server, with or without encryption, because clients learn
    from the server whether it supports STARTTLS. Without a record they would try the domain's own
    address (RFC 5804 section 1.8), so a record that denies the service spares them a wait. */
void add_sieve(Records& result, const Provider& provider, const Domain& domain) {
  const std::string label(facts_of(ServerType::sieve).starttls_srv);
  if (provider.sieve)
    add_server(result, label, 0, *provider.sieve, domain);
  else
    result.records.push_back(srv_record_of_nothing(label));
}

/** Adds the records of a service. If its URL needs an address, adds a comment instead: neither a
    record nor a denial would be true. */
void add_service(Records& result, const Service& service, const Provider& provider,
                 const Domain& domain) {
  const std::string label(service.srv);
  const UrlPattern* const pattern = provider.url(service);
  if (!pattern) return result.records.push_back(srv_record_of_nothing(label));
  if (pattern->needs_address())
    return result.comments.push_back(
        label +
        ": no record, because the URL is different for each user, which DNS cannot express");
  const Url url = pattern->expand(domain, nullptr);
  result.records.push_back(srv_record(label, 0, url.port(), url.host()));
  // RFC 6764 section 4.
  if (service.is_dav) result.records.push_back(txt_record(label, "path=" + url.path()));
}

}  // namespace

Records web_records(const Domain& domain, const State& state, Lookups& lookups, RecordStyle style,
                    const WebTarget& target) {
  switch (style) {
    case RecordStyle::cname:
      return by_names(domain, state, lookups, target);
    case RecordStyle::srv:
      return by_srv(domain, state, lookups, target);
    case RecordStyle::mx:
      return by_mx(domain, state, lookups, target);
  }
  return {};
}

Records mail_records(const Domain& domain, const std::vector<Server>& incoming,
                     const std::vector<Server>& outgoing) {
  Records result;
  for (const ServerType type : server_types)
    for (const Security security : {Security::tls, Security::starttls})
      add_mail_service(result, type, security, type == ServerType::smtp ? outgoing : incoming,
                       domain);
  add_unencrypted(result, incoming, domain);
  add_unencrypted(result, outgoing, domain);
  return result;
}

Records service_records(const Domain& domain, const Provider& provider) {
  if (provider.redirects())
    return {{"the mail servers belong to another provider; ask it for their records"}, {}, {}};
  Records result = mail_records(domain, provider.incoming, provider.outgoing);
  add_sieve(result, provider, domain);
  for (const Service& service : services)
    if (!service.srv.empty()) add_service(result, service, provider, domain);
  return result;
}

std::vector<std::string_view> service_labels() {
  std::vector<std::string_view> all;
  for (const ServerType type : server_types)
    for (const std::string_view label : {facts_of(type).tls_srv, facts_of(type).starttls_srv})
      all.push_back(label);
  all.push_back(facts_of(ServerType::sieve).starttls_srv);
  for (const Service& service : services)
    if (!service.srv.empty()) all.push_back(service.srv);
  return all;
}

std::optional<Record> pacc_record(const Domain& domain, const State& state, Lookups& lookups) {
  const Response response =
      answer(first_question(ClientKind::pacc, postmaster(domain)), state, lookups);
  if (response.status != 200) return std::nullopt;
  return txt_record("_ua-auto-config", pacc_digest(response.body));
}

}  // namespace fingerpost
