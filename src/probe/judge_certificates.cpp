// SPDX-License-Identifier: MIT
#include <set>

#include "model/url.hpp"
#include "probe/judge.hpp"

namespace fingerpost {

Section judge_certificates(const Survey& survey) {
  Section section{"Certificates", {}};
  std::set<std::string> seen;
  for (const WebFinding& finding : survey.web)
    for (const auto& [address, fetched] : finding.hops) {
      const auto url = Url::parse(address);
      if (!fetched.certificate || !seen.insert(url->host()).second) continue;
      auto verdict =
          certificate_flaw(url->host(), url->port(), fetched)
              .value_or(Verdict{Verdict::Level::good, {}, describe_certificate(fetched)});
      verdict.subject = url->host();
      section.verdicts.push_back(std::move(verdict));
    }
  return section;
}

}  // namespace fingerpost
