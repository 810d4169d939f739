// SPDX-License-Identifier: MIT
#include <algorithm>
#include <set>

#include "probe/judge.hpp"

namespace fingerpost {

namespace {

using Level = Verdict::Level;

Verdict judge(const Url& url, const Fetched& fetched, const ProbeSettings& settings) {
  auto flaw = certificate_flaw(url.host(), url.port(), fetched);
  if (!flaw) return Verdict::good(describe_certificate(fetched));
  if (url.host() != settings.domain().text()) return *std::move(flaw);
  // The domain's web site may be run by somebody else, and its name cannot be removed from DNS.
  flaw->advice =
      "get a certificate for this name for the domain's web site: Outlook tries it first";
  if (!settings.fetch.connect_host.empty()) flaw->level = Level::note;
  return *std::move(flaw);
}

}  // namespace

Section judge_certificates(const Survey& survey) {
  Section section{"Certificates"};
  std::set<std::string> seen;
  for (const WebFinding& finding : survey.web)
    for (const auto& [url, fetched] : finding.hops)
      if (fetched.certificate && seen.insert(url.host()).second)
        section.add(url.host(), judge(url, fetched, survey.settings));
  // The domain itself comes last because its advice does not fit the other names.
  std::stable_partition(
      section.verdicts.begin(), section.verdicts.end(),
      [&](const Verdict& verdict) { return verdict.subject != survey.settings.domain().text(); });
  return section;
}

}  // namespace fingerpost
