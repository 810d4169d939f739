// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "probe/judge.hpp"

namespace fingerpost {

namespace {

/** A machine without IPv6 cannot tell. */
bool is_known(const Fetched& fetched) {
  return fetched.failure == FetchFailure::refused || fetched.failure == FetchFailure::timed_out;
}

}  // namespace

Section judge_ipv6(const Survey& survey) {
  Section section{"IPv6", {}};
  for (const Ipv6Finding& finding : survey.ipv6)
    if (is_known(finding.fetched))
      section.verdicts.push_back(
          {Verdict::Level::bad, fmt::format("{}:{}", finding.host, finding.port),
           "does not answer at the address of its AAAA record",
           "let the server listen on IPv6 too and open the firewall for it, or remove the record: "
           "some clients wait for it"});
  return section;
}

}  // namespace fingerpost
