// SPDX-License-Identifier: MIT
#include "probe/plan.hpp"

#include <fmt/format.h>
#include <libpsl.h>

#include <algorithm>

#include "base/ip_address.hpp"
#include "model/client_label.hpp"
#include "model/url.hpp"
#include "zone/records.hpp"

namespace fingerpost {

namespace {

using Lead = WebFinding::Lead;

/** The maximum number of records of a kind, so that a hostile zone cannot send us to a thousand
    hosts. */
constexpr std::size_t record_limit = 8;
constexpr std::size_t server_limit = 32;

std::string name(std::string_view label, const Domain& domain) {
  return fmt::format("{}{}", label, domain.text());
}

/** Whether a request to this URL can tell us anything. */
bool is_asked(const Route& route, const std::optional<Response>& wanted, const Survey& survey) {
  // --connect names a TLS port and says nothing about plain http.
  if (!route.https && !survey.settings.fetch.connect_host.empty()) return false;
  if (wanted && wanted->status < 400) return true;
  if (route.kind == ClientKind::mobileconfig) return !wanted;
  if (route.kind == ClientKind::pacc)
    return !survey.host(name(route.label, survey.settings.domain())).addresses.empty();
  return !route.service && route.kind != ClientKind::page;
}

void add(std::vector<WebFinding>& urls, const Route& route, Lead lead, const Question& question,
         const Survey& survey) {
  const auto url = Url::parse(question.url());
  if (!url) return;
  WebFinding finding{&route, lead, *url, question.body};
  if (survey.settings.state)
    finding.wanted = answer(question, *survey.settings.state, *survey.settings.lookups);
  if (is_asked(route, finding.wanted, survey)) urls.push_back(std::move(finding));
}

std::vector<DnsRecord> records(const Survey& survey, const std::string& host, DnsType type) {
  auto records = survey.answer(host, type).records;
  records.resize(std::min(records.size(), record_limit));
  return records;
}

/** Returns the hosts that Thunderbird tries (FetchConfig.sys.mjs@fetchConfigForMX, 2026-08): for
    the best MX host without its first label, and for its registrable domain. */
std::vector<std::string> mx_autoconfig_hosts(const Survey& survey, const Domain& domain) {
  const auto best = records(survey, domain.text(), DnsType::mx);
  const auto host = best.empty() ? std::nullopt : Domain::parse(best.front().data);
  if (!host) return {};
  const std::string base = base_domain(host->text());
  const std::string full = host->text().substr(host->text().find('.') + 1);
  std::vector<std::string> hosts;
  if (base.empty() || base == domain.text()) return hosts;
  if (full.size() > base.size()) hosts.push_back(client_host(client_label::autoconfig, full));
  hosts.push_back(client_host(client_label::autoconfig, base));
  return hosts;
}

std::optional<Url> mailconf_url(std::string_view text) {
  constexpr std::string_view key = "mailconf=";
  return text.starts_with(key) ? Url::parse(text.substr(key.size())) : std::nullopt;
}

/** Adds each server once, if it can be queried. */
void add_servers(std::vector<MailServer>& servers, const std::vector<MailServer>& more) {
  for (const MailServer& server : more) {
    const bool usable =
        (Domain::parse(server.host) || is_ip_address(server.host)) && server.port != 0;
    if (usable && servers.size() < server_limit &&
        std::find(servers.begin(), servers.end(), server) == servers.end())
      servers.push_back(server);
  }
}

std::vector<MailServer> configured_servers(const ProbeSettings& settings) {
  std::vector<MailServer> servers;
  for (const Server* const server : all_servers(*settings.provider))
    servers.push_back({server->type, server->host.expand(settings.domain()), server->port,
                       server->security, server->auth});
  return servers;
}

/** Returns the ManageSieve servers in the domain's SRV records, where clients look for them (RFC
    5804 section 1.8). */
std::vector<MailServer> sieve_servers(const Survey& survey) {
  const std::string_view label = facts_of(ServerType::sieve).starttls_srv;
  std::vector<MailServer> servers;
  for (const DnsRecord& record :
       records(survey, fmt::format("{}.{}", label, survey.settings.domain().text()), DnsType::srv))
    servers.push_back({ServerType::sieve, record.data, static_cast<std::uint16_t>(record.port),
                       Security::starttls});
  return servers;
}

}  // namespace

std::string base_domain(const std::string& host) {
  const char* const base = psl_registrable_domain(psl_builtin(), host.c_str());
  return base ? base : "";
}

std::vector<std::string> service_names(const Domain& domain) {
  std::vector<std::string> names;
  for (const std::string_view label : service_labels())
    names.push_back(fmt::format("{}.{}", label, domain.text()));
  return names;
}

std::vector<DnsQuestion> planned_questions(const Domain& domain) {
  std::vector<DnsQuestion> questions = {{domain.text(), DnsType::mx},
                                        {domain.text(), DnsType::txt},
                                        {name("_autodiscover._tcp.", domain), DnsType::srv},
                                        {name("_ua-auto-config.", domain), DnsType::txt}};
  for (const std::string& service : service_names(domain))
    questions.push_back({service, DnsType::srv});
  for (const Service& service : services)
    if (service.is_dav)
      questions.push_back({fmt::format("{}.{}", service.srv, domain.text()), DnsType::txt});
  for (const std::string_view label : client_label::tried)
    for (const DnsType type : {DnsType::a, DnsType::aaaa})
      questions.push_back({name(label, domain), type});
  return questions;
}

std::vector<WebFinding> planned_urls(const Survey& survey) {
  const Address& address = survey.settings.address;
  const Domain& domain = address.domain();
  std::vector<WebFinding> urls;
  for (const Route& route : routes())
    add(urls, route, Lead::domain, question_on(route, address), survey);
  const Route& outlook = first_route(ClientKind::outlook);
  for (const DnsRecord& record : records(survey, name("_autodiscover._tcp.", domain), DnsType::srv))
    if (const auto host = Domain::parse(record.data))
      add(urls, outlook, Lead::srv, question_on(outlook, address, host->text()), survey);
  const Route& autoconfig = first_route(ClientKind::autoconfig);
  for (const std::string& host : mx_autoconfig_hosts(survey, domain))
    add(urls, autoconfig, Lead::mx, question_on(autoconfig, address, host), survey);
  // Any number of other TXT records may precede it.
  std::size_t found = 0;
  for (const DnsRecord& record : survey.answer(domain.text(), DnsType::txt).records)
    if (const auto url = mailconf_url(record.data); url && found++ < record_limit)
      urls.push_back({&autoconfig, Lead::txt, *url});
  return urls;
}

std::vector<MailServer> planned_mail_servers(const Survey& survey) {
  std::vector<MailServer> servers;
  if (survey.settings.state) add_servers(servers, configured_servers(survey.settings));
  for (const WebFinding& finding : survey.web)
    if (const FoundSettings* const settings = finding.settings())
      add_servers(servers, settings->servers);
  add_servers(servers, sieve_servers(survey));
  return servers;
}

std::vector<MailServer> reference_servers(const Survey& survey) {
  if (survey.settings.state) return configured_servers(survey.settings);
  for (const ClientKind kind : {ClientKind::autoconfig, ClientKind::outlook})
    for (const WebFinding& finding : survey.web)
      if (const FoundSettings* const settings = finding.settings();
          finding.route->kind == kind && settings && !settings->servers.empty())
        return settings->servers;
  return {};
}

}  // namespace fingerpost
