// SPDX-License-Identifier: MIT
#include "inspect/published_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace fingerpost {

namespace {

constexpr std::size_t most_records = 8;

struct Meaning {
  ServerType type;
  Security security;
};

/** Returns the server type and encryption that an SRV record of this name stands for. */
std::optional<Meaning> meaning_of(const std::string& name) {
  for (const ServerType type : all_server_types) {
    const ServerFacts facts = facts_of(type);
    for (const auto& [label, security] : {std::pair{facts.tls_srv, Security::tls},
                                          std::pair{facts.starttls_srv, Security::starttls}})
      if (!label.empty() && name.starts_with(fmt::format("{}.", label)))
        return Meaning{type, security};
  }
  return std::nullopt;
}

void add_host(const std::string& host, const std::string& evidence, Findings& findings) {
  const bool known = std::any_of(findings.hosts.begin(), findings.hosts.end(),
                                 [&](const Fact& fact) { return fact.value == host; });
  if (!known) findings.hosts.push_back({host, evidence});
}

}  // namespace

std::vector<DnsQuestion> record_questions(const Domain& domain) {
  std::vector<DnsQuestion> questions;
  for (const ServerType type : all_server_types)
    for (const std::string_view label : {facts_of(type).tls_srv, facts_of(type).starttls_srv})
      if (!label.empty())
        questions.push_back({fmt::format("{}.{}", label, domain.text()), DnsType::srv});
  questions.push_back({domain.text(), DnsType::mx});
  return questions;
}

void add_records(const DnsQuestion& question, const DnsAnswer& answer, Findings& findings) {
  const bool is_mx = question.type == DnsType::mx;
  const auto meaning = is_mx ? std::nullopt : meaning_of(question.name);
  const std::string evidence = fmt::format("{} {}", is_mx ? "MX of" : "SRV", question.name);
  const std::size_t count = std::min(answer.records.size(), most_records);
  for (std::size_t i = 0; i < count; ++i) {
    const DnsRecord& record = answer.records[i];
    // RFC 7505: a null MX names the root.
    if (is_mx && record.data.empty())
      findings.remarks.push_back(fmt::format(
          "{} says that this domain accepts no mail; remove the record or the domain", evidence));
    const auto host = Domain::parse(record.data);
    if (!host || !host->parent()) continue;
    add_host(host->text(), evidence, findings);
    if (!meaning || record.port == 0) continue;
    findings.servers.push_back({meaning->type,
                                static_cast<std::uint16_t>(record.port),
                                meaning->security,
                                {},
                                host->text(),
                                evidence});
  }
}

}  // namespace fingerpost
