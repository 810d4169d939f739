// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/ip_address.hpp"
#include "probe/judge.hpp"

namespace fingerpost {

Section judge_ipv6(const Survey& survey) {
  Section section{"IPv6"};
  for (const auto& [host, port, fetched] : survey.ipv6) {
    // It answers, or this machine has no IPv6.
    if (fetched.failure != FetchFailure::refused && fetched.failure != FetchFailure::timed_out)
      continue;
    Verdict verdict = Verdict::bad("does not answer over IPv6, although it has an AAAA record",
                                   "make the server listen on IPv6 and open the firewall for it, "
                                   "or remove the record: some clients wait until IPv6 times out");
    auto addresses = survey.host(host).addresses;
    std::erase_if(addresses, [](const std::string& address) { return !is_ipv6(address); });
    // Hosts with the same addresses are one machine, or behind one firewall.
    verdict.cause = {"ipv6 " + machine_of(std::move(addresses)), host};
    section.add(fmt::format("{}:{}", host, port), std::move(verdict));
  }
  return section;
}

}  // namespace fingerpost
