// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "model/client_label.hpp"
#include "probe/judge.hpp"
#include "probe/plan.hpp"
#include "zone/digest.hpp"
#include "zone/records.hpp"

namespace fingerpost {

namespace {

using DnsRecords = std::vector<DnsRecord>;

/** Returns a record as a line of a zone file. */
std::string zone_line(const Record& record, const Domain& domain) {
  return fmt::format("{}. IN {} {}", full_name(record, domain.text()), record.type, record.data);
}

/** Returns the first few parts, safe to print on a terminal, and the number of the others. */
std::string shown(std::vector<std::string> parts) {
  for (std::string& part : parts) part = printable(part);
  return listed(parts, 5);
}

Verdict judge_mx(const DnsRecords& found, const Domain& domain) {
  if (found.empty())
    return Verdict::note(
        "missing: mail goes to the address of the domain itself",
        fmt::format("add: {}. IN MX 10 followed by the name of the mail server", domain.text()));
  std::vector<std::string> hosts;
  for (const DnsRecord& record : found)
    hosts.push_back(fmt::format("{} {}", record.priority, record.data.empty() ? "." : record.data));
  const std::string text = shown(hosts);
  if (found.front().data.empty())
    return Verdict::bad(text + ": the domain does not accept mail (RFC 7505)",
                        "replace it with the name of the mail server");
  return Verdict::good(text);
}

/** Returns a description such as `CNAME mail.example.com, 192.0.2.1`. */
std::string describe(const HostFacts& host) {
  std::vector<std::string> parts = host.addresses;
  if (!host.alias.empty()) parts.insert(parts.begin(), "CNAME " + host.alias);
  return shown(parts);
}

/** Returns a good verdict, or a note if there is a remark. */
Verdict remarked(std::string text, const std::string& remark) {
  if (remark.empty()) return Verdict::good(std::move(text));
  return Verdict::note(text + ", " + remark, "check that this is intended");
}

Verdict judge_host(const Survey& survey, const std::string& name) {
  const HostFacts& host = survey.host(name);
  if (!host.addresses.empty())
    return remarked(describe(host), host.alias.empty() ? "" : stranger_remark(host.alias, survey));
  if (!host.failure.empty()) return lookup_failure(host.failure);
  Verdict verdict = Verdict::note("does not exist");
  if (!host.alias.empty())
    verdict = Verdict::bad(describe(host) + ", which has no address",
                           fmt::format("add an address for {}, or change the CNAME of {}",
                                       printable(host.alias), name));
  else if (name == survey.settings.domain().text())
    verdict = Verdict::note("no address: clients skip it");
  verdict.cause = missing_host(name);
  return verdict;
}

std::string data_of(const DnsRecord& record) {
  return fmt::format("{}:{}", record.data, record.port);
}

/** Turns `0 0 993 mail.example.com.` into `mail.example.com:993`. */
std::string data_of(const Record& record) {
  const auto host = record.data.rfind(' ');
  const auto port = record.data.rfind(' ', host - 1);
  const std::string name = record.data.substr(host + 1, record.data.size() - host - 2);
  return fmt::format("{}:{}", name, record.data.substr(port + 1, host - port - 1));
}

/** Returns the targets of SRV records, such as `a.example:993`, sorted. */
template <class SrvRecord>
std::vector<std::string> hosts_of(const std::vector<SrvRecord>& records) {
  std::vector<std::string> hosts;
  for (const SrvRecord& record : records) hosts.push_back(data_of(record));
  std::sort(hosts.begin(), hosts.end());
  return hosts;
}

/** Returns those of the records that belong at the name. */
std::vector<Record> wanted_records(const std::vector<Record>& all, const std::string& name,
                                   const Domain& domain) {
  std::vector<Record> wanted;
  for (const Record& record : all)
    if (record.type == "SRV" && full_name(record, domain.text()) == name) wanted.push_back(record);
  return wanted;
}

/** Returns the service records that the zone should have: those that `fingerpost dns` prints, or
    without a configuration, those for the servers in the answers. */
std::vector<Record> service_records_wanted(const Survey& survey) {
  const ProbeSettings& settings = survey.settings;
  if (settings.state) return service_records(settings.domain(), *settings.provider).records;
  if (survey.reference.empty()) return {};
  std::vector<Server> incoming, outgoing;
  for (const MailServer& server : survey.reference)
    if (auto host = Pattern::parse(server.host)) {
      auto& servers = server.type == ServerType::smtp ? outgoing : incoming;
      servers.push_back({server.type,
                         *std::move(host),
                         server.port,
                         server.security,
                         Pattern::email_address(),
                         {Auth::password_cleartext}});
    }
  return mail_records(settings.domain(), incoming, outgoing).records;
}

/** The target of an SRV record that points to the root: the service is not offered. */
const std::vector<std::string> not_offered = {":0"};

/** Returns the remark on the first unrelated host in the records. */
std::string remark_on(const DnsRecords& found, const Survey& survey) {
  for (const DnsRecord& record : found)
    if (auto remark = record.data.empty() ? "" : stranger_remark(record.data, survey);
        !remark.empty())
      return remark;
  return {};
}

std::optional<Verdict> judge_service(const DnsRecords& records, const Survey& survey,
                                     const std::vector<Record>& wanted) {
  const auto found = hosts_of(records), should = hosts_of(wanted);
  const bool offered = !should.empty() && should != not_offered;
  if (found.empty() && !offered) return std::nullopt;
  if (!found.empty() && (should.empty() || found == should))
    return remarked(found == not_offered ? "not offered" : shown(found),
                    remark_on(records, survey));
  const std::string line = zone_line(wanted.front(), survey.settings.domain());
  if (found.empty())
    return Verdict::note("missing: clients that use SRV records do not find the service",
                         "add: " + line);
  return Verdict::bad(
      (found == not_offered ? "not offered" : shown(found)) + ", which differs from the settings",
      (offered ? "" : "the service is not offered; ") + ("replace it with: " + line));
}

std::optional<Verdict> judge_autodiscover(const DnsRecords& found, const Survey& survey) {
  const std::string& domain = survey.settings.domain().text();
  if (found.empty()) {
    if (!survey.host(client_host(client_label::autodiscover, domain)).addresses.empty())
      return std::nullopt;
    return Verdict::note(
        "missing",
        fmt::format("add it, or the host autodiscover.{0}; `fingerpost dns {0}` prints the records",
                    domain));
  }
  const std::string text = shown(hosts_of(found));
  if (found.front().port != 443)
    return Verdict::bad(text, "change the port to 443: Outlook and Thunderbird use no other");
  return remarked(text, remark_on(found, survey));
}

std::optional<Verdict> judge_path(const DnsRecords& found, const Record& wanted,
                                  const Domain& domain) {
  if (found.empty()) return std::nullopt;
  const std::string text = printable(found.front().data);
  if (txt_record(wanted.name, found.front().data) == wanted) return Verdict::good(text);
  return Verdict::bad(text + ", which differs from the settings",
                      "replace it with: " + zone_line(wanted, domain));
}

std::optional<Verdict> judge_mailconf(const DnsRecords& found, const Survey& survey) {
  for (const DnsRecord& record : found)
    if (record.data.starts_with("mailconf=")) {
      const auto url = Url::parse(record.data.substr(record.data.find('=') + 1));
      return remarked(printable(record.data, 200), url ? stranger_remark(url->host(), survey) : "");
    }
  return std::nullopt;
}

std::string without_spaces(std::string text) {
  std::erase(text, ' ');
  return text;
}

/** Judges the digest of the PACC answer. Clients ignore an answer whose digest is not in a record.
    */
Verdict judge_digest(const DnsRecords& found, const std::string& digest, const Domain& domain) {
  const std::string line = zone_line(txt_record("_ua-auto-config", digest), domain);
  if (found.empty())
    return Verdict::note("missing: PACC clients ignore the answer", "add: " + line);
  const bool matches = std::any_of(found.begin(), found.end(), [&](const DnsRecord& record) {
    return without_spaces(record.data).find(without_spaces(digest)) != std::string::npos;
  });
  if (matches) return Verdict::good("matches the answer");
  return Verdict::bad("does not match the answer: PACC clients ignore it",
                      "replace it with: " + line);
}

/** Adds the verdict of `judge` on a name's records, or on the failed lookup. */
template <class Judge>
void add(Section& section, const Survey& survey, DnsType type, const std::string& name,
         Judge judge) {
  const DnsAnswer& answer = survey.answer(name, type);
  const std::string_view word = type == DnsType::mx ? "MX" : type == DnsType::srv ? "SRV" : "TXT";
  std::optional<Verdict> verdict =
      answer.failure.empty() ? judge(answer.records) : lookup_failure(answer.failure);
  if (verdict) section.add(fmt::format("{} {}", word, name), *std::move(verdict));
}

}  // namespace

Section judge_dns(const Survey& survey) {
  const Domain& domain = survey.settings.domain();
  const std::string& base = domain.text();
  Section section{"DNS"};
  const auto judge = [&](DnsType type, const std::string& name, auto judge_records) {
    add(section, survey, type, name, judge_records);
  };
  judge(DnsType::mx, base, [&](const auto& found) { return judge_mx(found, domain); });
  const ProbeSettings& settings = survey.settings;
  const bool has_pacc = settings.state && pacc_record(domain, *settings.state, *settings.lookups);
  for (const std::string_view label : client_label::tried) {
    const std::string name = client_host(label, base);
    if (label != client_label::pacc || has_pacc || !survey.host(name).addresses.empty())
      section.add(name, judge_host(survey, name));
  }
  judge(DnsType::srv, "_autodiscover._tcp." + base,
        [&](const auto& found) { return judge_autodiscover(found, survey); });
  const auto wanted = service_records_wanted(survey);
  for (const std::string& name : service_names(domain))
    judge(DnsType::srv, name, [&](const auto& found) {
      return judge_service(found, survey, wanted_records(wanted, name, domain));
    });
  for (const Record& record : wanted)
    if (record.type == "TXT")
      judge(DnsType::txt, full_name(record, base),
            [&](const auto& found) { return judge_path(found, record, domain); });
  judge(DnsType::txt, base, [&](const auto& found) { return judge_mailconf(found, survey); });
  for (const WebFinding& finding : survey.web)
    if (finding.route->kind == ClientKind::pacc && finding.settings())
      judge(DnsType::txt, "_ua-auto-config." + base, [&](const auto& found) {
        return judge_digest(found, pacc_digest(finding.hops.back().fetched.body), domain);
      });
  return section;
}

}  // namespace fingerpost
