// SPDX-License-Identifier: MIT
#include "inspect/asked_domains.hpp"

#include "inspect/inspector.hpp"
#include "probe/plan.hpp"

namespace fingerpost {

std::vector<Domain> domains_to_look_up(const InspectSettings& settings, const Inspection& so_far) {
  constexpr std::size_t most = 10;
  std::vector<Domain> domains = domains_of(settings, so_far);
  if (domains.empty())
    if (const auto base = Domain::parse(base_domain(host_of(settings, so_far))))
      domains.push_back(*base);
  if (domains.size() > most) domains.erase(domains.begin() + most, domains.end());
  return domains;
}

}  // namespace fingerpost
