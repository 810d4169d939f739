// SPDX-License-Identifier: MIT
#include <algorithm>
#include <set>

#include "model/url.hpp"
#include "probe/judge.hpp"

namespace fingerpost {

namespace {

using Level = Verdict::Level;

Verdict judge(const Url& url, const Fetched& fetched, const ProbeSettings& settings) {
  auto verdict = certificate_flaw(url.host(), url.port(), fetched)
                     .value_or(Verdict{Level::good, {}, describe_certificate(fetched)});
  verdict.subject = url.host();
  if (verdict.level == Level::good || url.host() != settings.domain().text()) return verdict;
  // Its web site is somebody else's, perhaps, who cannot be told by leaving out a name.
  verdict.advice =
      "let the domain's web site have a certificate for its name: Outlook asks there "
      "first";
  if (!settings.fetch.connect_host.empty()) verdict.level = Level::note;
  return verdict;
}

}  // namespace

Section judge_certificates(const Survey& survey, const ProbeSettings& settings) {
  Section section{"Certificates", {}};
  std::set<std::string> seen;
  for (const WebFinding& finding : survey.web)
    for (const auto& [address, fetched] : finding.hops) {
      const auto url = Url::parse(address);
      if (fetched.certificate && seen.insert(url->host()).second)
        section.verdicts.push_back(judge(*url, fetched, settings));
    }
  // The domain itself comes last: its advice does not suit the other names.
  std::stable_partition(
      section.verdicts.begin(), section.verdicts.end(),
      [&](const Verdict& verdict) { return verdict.subject != settings.domain().text(); });
  return section;
}

}  // namespace fingerpost
