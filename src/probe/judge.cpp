// SPDX-License-Identifier: MIT
#include "probe/judge.hpp"

#include "probe/grouping.hpp"
#include "probe/plan.hpp"

namespace fingerpost {

namespace {

/** The mail servers to hold everything against: those of the configuration, else of the first
    autoconfig answer, else of the first Outlook answer. */
std::vector<MailServer> reference_servers(const Survey& survey, const ProbeSettings& settings) {
  if (settings.state) return configured_servers(*settings.state, settings.domain());
  for (const ClientKind kind : {ClientKind::autoconfig, ClientKind::outlook})
    for (const WebFinding& finding : survey.web)
      if (const FoundSettings* const reading = finding.settings();
          finding.route->kind == kind && reading && !reading->servers.empty())
        return reading->servers;
  return {};
}

}  // namespace

std::vector<Section> judge(const Survey& survey, const ProbeSettings& settings) {
  const auto reference = reference_servers(survey, settings);
  std::vector<Section> sections = {judge_dns(survey, settings, reference),
                                   judge_certificates(survey, settings)};
  for (Section& section : judge_web(survey, settings, reference))
    sections.push_back(std::move(section));
  sections.push_back(judge_mail(survey));
  sections.push_back(judge_ipv6(survey));
  return grouped(std::move(sections));
}

}  // namespace fingerpost
