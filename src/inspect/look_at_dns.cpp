// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "inspect/asked_domains.hpp"
#include "inspect/inspector.hpp"
#include "inspect/published_record.hpp"

namespace fingerpost {

namespace {

std::vector<DnsAnswer> ask(const Resolver& resolver, const std::vector<DnsQuestion>& questions,
                           Findings& findings) {
  try {
    return resolver.ask(questions, [] {});
  } catch (const Error& error) {
    // Other inspectors may still find something if DNS does not work.
    findings.remarks.push_back(fmt::format("cannot look up MX and SRV records: {}", error.what()));
    return {};
  }
}

}  // namespace

Findings look_at_dns(const InspectSettings& settings, const Inspection& so_far) {
  std::vector<DnsQuestion> questions;
  for (const Domain& domain : domains_to_look_up(settings, so_far))
    for (DnsQuestion& question : record_questions(domain)) questions.push_back(std::move(question));
  Findings findings;
  if (questions.empty()) return findings;
  const std::vector<DnsAnswer> answers = ask(settings.resolver, questions, findings);
  for (std::size_t i = 0; i < answers.size(); ++i) add_records(questions[i], answers[i], findings);
  const auto failed = std::find_if(answers.begin(), answers.end(),
                                   [](const auto& answer) { return !answer.failure.empty(); });
  if (failed != answers.end())
    findings.remarks.push_back(fmt::format(
        "cannot look up {}: {}", questions[static_cast<std::size_t>(failed - answers.begin())].name,
        failed->failure));
  return findings;
}

}  // namespace fingerpost
