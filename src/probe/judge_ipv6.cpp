// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "base/ip_address.hpp"
#include "base/text.hpp"
#include "probe/judge.hpp"

namespace fingerpost {

namespace {

/** A machine without IPv6 cannot tell. */
bool is_known(const Fetched& fetched) {
  return fetched.failure == FetchFailure::refused || fetched.failure == FetchFailure::timed_out;
}

/** Returns the IPv6 addresses. Hosts that share them are one machine, or behind one firewall. */
std::string ipv6_addresses(const HostFacts& host) {
  std::vector<std::string> ipv6;
  std::copy_if(host.addresses.begin(), host.addresses.end(), std::back_inserter(ipv6), is_ipv6);
  std::sort(ipv6.begin(), ipv6.end());
  return listed(ipv6, ipv6.size());
}

}  // namespace

Section judge_ipv6(const Survey& survey) {
  Section section{"IPv6", {}};
  for (const Ipv6Finding& finding : survey.ipv6)
    if (is_known(finding.fetched))
      section.verdicts.push_back(
          {Verdict::Level::bad,
           fmt::format("{}:{}", finding.host, finding.port),
           "does not answer at the address of its AAAA record",
           "let the server listen on IPv6 too and open the firewall for it, or remove the record: "
           "some clients wait for it",
           {"ipv6 " + ipv6_addresses(survey.host(finding.host)), finding.host}});
  return section;
}

}  // namespace fingerpost
