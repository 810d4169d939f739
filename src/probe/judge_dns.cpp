// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "probe/judge.hpp"
#include "probe/plan.hpp"
#include "zone/digest.hpp"
#include "zone/records.hpp"

namespace fingerpost {

namespace {

using Level = Verdict::Level;

/** The line of a zone that adds or replaces a record. */
std::string zone_line(const Record& record, const Domain& domain) {
  return fmt::format("{}. IN {} {}", full_name(record, domain.text()), record.type, record.data);
}

/** Returns a verdict if the lookup failed. */
std::optional<Verdict> look_up_failure(const DnsAnswer& answer, const std::string& subject) {
  if (answer.failure.empty()) return std::nullopt;
  return lookup_failure(answer.failure, subject);
}

/** Returns texts of servers, safe for a terminal: the first few, and how many more there are. */
std::string shown(std::vector<std::string> parts) {
  for (std::string& part : parts) part = printable(part);
  return listed(parts, 5);
}

Verdict judge_mx(const Survey& survey, const Domain& domain) {
  const std::string subject = "MX " + domain.text();
  const DnsAnswer& answer = survey.answer(domain.text(), DnsType::mx);
  if (auto failure = look_up_failure(answer, subject)) return *std::move(failure);
  if (answer.records.empty())
    return {Level::note, subject, "there is none: mail goes to the address of the domain itself",
            fmt::format("add: {}. IN MX 10 and the name of the mail server", domain.text())};
  std::vector<std::string> hosts;
  for (const DnsRecord& record : answer.records)
    hosts.push_back(fmt::format("{} {}", record.priority, record.data.empty() ? "." : record.data));
  const std::string text = shown(hosts);
  if (answer.records.front().data.empty())
    return {Level::bad, subject, text + ": the domain takes no mail (RFC 7505)",
            "put the name of the mail server there"};
  return {Level::good, subject, text};
}

/** `CNAME mail.example.com, 192.0.2.1`. */
std::string describe(const HostFacts& host) {
  std::vector<std::string> parts = host.addresses;
  if (!host.alias.empty()) parts.insert(parts.begin(), "CNAME " + host.alias);
  return shown(parts);
}

/** Turns a good verdict into a note if there is a remark. */
Verdict with_remark(Verdict verdict, const std::string& remark) {
  if (remark.empty()) return verdict;
  verdict.level = Level::note;
  verdict.text += ", " + remark;
  verdict.advice = "see that this is meant";
  return verdict;
}

Verdict judge_host(const Survey& survey, const ProbeSettings& settings,
                   const std::vector<MailServer>& reference, const std::string& label) {
  const std::string& domain = settings.domain().text();
  const std::string subject = label + domain;
  const HostFacts& host = survey.host(subject);
  if (!host.addresses.empty()) {
    const std::string remark =
        host.alias.empty() ? "" : stranger_remark(host.alias, survey, settings, reference);
    return with_remark({Level::good, subject, describe(host)}, remark);
  }
  if (!host.failure.empty()) return lookup_failure(host.failure, subject);
  if (!host.alias.empty())
    return {Level::bad, subject, describe(host) + ", which has no address",
            fmt::format("add an address for {}, or let {} lead elsewhere", printable(host.alias),
                        subject),
            missing_host(subject)};
  if (label.empty())
    return {
        Level::note, subject, "no address: clients that ask it go on", {}, missing_host(subject)};
  return {Level::note, subject, "does not exist", {}, missing_host(subject)};
}

std::string data_of(const DnsRecord& record) {
  return fmt::format("{}:{}", record.data, record.port);
}

/** What SRV records tell but for their order: `a.example:993`. */
std::vector<std::string> hosts_of(const DnsAnswer& answer) {
  std::vector<std::string> hosts;
  for (const DnsRecord& record : answer.records) hosts.push_back(data_of(record));
  std::sort(hosts.begin(), hosts.end());
  return hosts;
}

/** `0 0 993 mail.example.com.` to `mail.example.com:993`. */
std::string data_of(const Record& record) {
  const auto host = record.data.rfind(' ');
  const auto port = record.data.rfind(' ', host - 1);
  const std::string name = record.data.substr(host + 1, record.data.size() - host - 2);
  return fmt::format("{}:{}", name, record.data.substr(port + 1, host - port - 1));
}

/** The records of the name that should be there, out of all. */
std::vector<Record> wanted_records(const std::vector<Record>& all, const std::string& name,
                                   const Domain& domain) {
  std::vector<Record> wanted;
  for (const Record& record : all)
    if (record.type == "SRV" && full_name(record, domain.text()) == name) wanted.push_back(record);
  return wanted;
}

/** What the zone should say of services: what `fingerpost dns` prints, or, without a configuration,
    what the answers' servers come to. */
std::vector<Record> service_records_wanted(const ProbeSettings& settings,
                                           const std::vector<MailServer>& reference) {
  if (settings.state)
    return service_records(settings.domain(), *settings.state->catalog.find(settings.domain()))
        .records;
  if (reference.empty()) return {};
  std::vector<Server> incoming, outgoing;
  for (const MailServer& server : reference)
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

/** An SRV record to the root. */
const std::vector<std::string> not_offered = {":0"};

/** Returns the remark on the first unrelated host that the records name. */
std::string remark_on(const DnsAnswer& answer, const Survey& survey, const ProbeSettings& settings,
                      const std::vector<MailServer>& reference) {
  for (const DnsRecord& record : answer.records)
    if (auto remark =
            record.data.empty() ? "" : stranger_remark(record.data, survey, settings, reference);
        !remark.empty())
      return remark;
  return {};
}

std::optional<Verdict> judge_service(const Survey& survey, const ProbeSettings& settings,
                                     const std::vector<MailServer>& reference,
                                     const std::string& name, const std::vector<Record>& wanted) {
  const Domain& domain = settings.domain();
  const std::string subject = "SRV " + name;
  const DnsAnswer& answer = survey.answer(name, DnsType::srv);
  if (auto failure = look_up_failure(answer, subject)) return failure;
  const auto found = hosts_of(answer);
  std::vector<std::string> should;
  for (const Record& record : wanted) should.push_back(data_of(record));
  std::sort(should.begin(), should.end());
  const bool offered = !should.empty() && should != not_offered;
  if (found.empty() && !offered) return std::nullopt;
  if (found.empty())
    return Verdict{Level::note, subject, "there is none: clients that go by DNS do not find it",
                   "add: " + zone_line(wanted.front(), domain)};
  const std::string text = found == not_offered ? "not offered" : shown(found);
  if (should.empty() || found == should)
    return with_remark({Level::good, subject, text},
                       remark_on(answer, survey, settings, reference));
  return Verdict{Level::bad, subject, text + ", which is not what the settings say",
                 (offered ? "replace it by: " : "the service is not offered; replace it by: ") +
                     zone_line(wanted.front(), domain)};
}

std::optional<Verdict> judge_autodiscover(const Survey& survey, const ProbeSettings& settings,
                                          const std::vector<MailServer>& reference) {
  const Domain& domain = settings.domain();
  const std::string name = "_autodiscover._tcp." + domain.text();
  const std::string subject = "SRV " + name;
  const DnsAnswer& answer = survey.answer(name, DnsType::srv);
  if (auto failure = look_up_failure(answer, subject)) return failure;
  if (answer.records.empty()) {
    if (!survey.host("autodiscover." + domain.text()).addresses.empty()) return std::nullopt;
    return Verdict{Level::note, subject, "there is none",
                   fmt::format("add it, or autodiscover.{0}: `fingerpost dns {0}` prints the lines",
                               domain.text())};
  }
  const std::string text = shown(hosts_of(answer));
  if (answer.records.front().port != 443)
    return Verdict{Level::bad, subject, text,
                   "let it be port 443: Outlook and Thunderbird ask no other"};
  return with_remark({Level::good, subject, text}, remark_on(answer, survey, settings, reference));
}

std::optional<Verdict> judge_path(const Survey& survey, const Record& wanted,
                                  const Domain& domain) {
  const std::string name = full_name(wanted, domain.text());
  const std::string subject = "TXT " + name;
  const DnsAnswer& answer = survey.answer(name, DnsType::txt);
  if (auto failure = look_up_failure(answer, subject)) return failure;
  if (answer.records.empty()) return std::nullopt;
  const std::string& found = answer.records.front().data;
  if (txt_record(wanted.name, found) == wanted)
    return Verdict{Level::good, subject, printable(found)};
  return Verdict{Level::bad, subject, printable(found) + ", which is not what the settings say",
                 "replace it by: " + zone_line(wanted, domain)};
}

std::optional<Verdict> judge_mailconf(const Survey& survey, const ProbeSettings& settings,
                                      const std::vector<MailServer>& reference) {
  const Domain& domain = settings.domain();
  const DnsAnswer& answer = survey.answer(domain.text(), DnsType::txt);
  if (auto failure = look_up_failure(answer, "TXT " + domain.text())) return failure;
  for (const DnsRecord& record : answer.records)
    if (record.data.starts_with("mailconf=")) {
      const auto url = Url::parse(record.data.substr(record.data.find('=') + 1));
      return with_remark({Level::good, "TXT " + domain.text(), printable(record.data, 200)},
                         url ? stranger_remark(url->host(), survey, settings, reference) : "");
    }
  return std::nullopt;
}

std::string without_blanks(std::string text) {
  std::erase(text, ' ');
  return text;
}

/** A PACC client uses no answer whose digest no record has. */
std::optional<Verdict> judge_digest(const Survey& survey, const ProbeSettings& settings) {
  const Domain& domain = settings.domain();
  const auto pacc = std::find_if(survey.web.begin(), survey.web.end(), [&](const auto& finding) {
    return finding.route->kind == ClientKind::pacc && finding.settings();
  });
  if (pacc == survey.web.end()) return std::nullopt;
  const std::string name = "_ua-auto-config." + domain.text();
  const std::string digest = pacc_digest(pacc->hops.back().fetched.body);
  const std::string subject = "TXT " + name;
  const DnsAnswer& answer = survey.answer(name, DnsType::txt);
  if (auto failure = look_up_failure(answer, subject)) return failure;
  const auto& records = answer.records;
  const std::string line = zone_line(txt_record("_ua-auto-config", digest), domain);
  if (records.empty())
    return Verdict{Level::note, subject, "there is none: PACC clients do not use the answer",
                   "add: " + line};
  const bool matches = std::any_of(records.begin(), records.end(), [&](const DnsRecord& record) {
    return without_blanks(record.data).find(without_blanks(digest)) != std::string::npos;
  });
  if (matches) return Verdict{Level::good, subject, "the digest of the answer"};
  return Verdict{Level::bad, subject, "not the digest of the answer: PACC clients do not use it",
                 "replace it by: " + line};
}

}  // namespace

Section judge_dns(const Survey& survey, const ProbeSettings& settings,
                  const std::vector<MailServer>& reference) {
  const Domain& domain = settings.domain();
  Section section{"DNS", {}};
  const auto add = [&](std::optional<Verdict> verdict) {
    if (verdict) section.verdicts.push_back(*std::move(verdict));
  };
  add(judge_mx(survey, domain));
  for (const char* const label : {"", "autoconfig.", "autodiscover."})
    add(judge_host(survey, settings, reference, label));
  const bool has_pacc = settings.state && pacc_record(domain, *settings.state);
  if (has_pacc || !survey.host("ua-auto-config." + domain.text()).addresses.empty())
    add(judge_host(survey, settings, reference, "ua-auto-config."));
  add(judge_autodiscover(survey, settings, reference));
  const auto wanted = service_records_wanted(settings, reference);
  for (const std::string& name : service_names(domain))
    add(judge_service(survey, settings, reference, name, wanted_records(wanted, name, domain)));
  for (const Record& record : wanted)
    if (record.type == "TXT") add(judge_path(survey, record, domain));
  add(judge_mailconf(survey, settings, reference));
  add(judge_digest(survey, settings));
  return section;
}

}  // namespace fingerpost
