// SPDX-License-Identifier: MIT
#include "setup/drift.hpp"

#include <algorithm>

#include "setup/domain_drift.hpp"
#include "setup/server_drift.hpp"

namespace fingerpost {

namespace {

bool is_of_server(const Findings& findings) {
  return findings.standing != Standing::published;
}

bool says_nothing(const Findings& findings) {
  return findings.hosts.empty() && findings.domains.empty() && findings.domain_maps.empty() &&
         findings.servers.empty();
}

/** Adds the remarks of sources that found nothing else, such as postconf with an error in
    main.cf. */
void add_failures(const Inspection& found, std::vector<Difference>& differences) {
  for (const Findings& findings : found)
    if (is_of_server(findings) && says_nothing(findings))
      for (const std::string& remark : findings.remarks)
        differences.push_back({remark, "fix that, and run this again"});
}

}  // namespace

std::vector<Difference> find_drift(const Catalog& catalog, const Inspection& found,
                                   Lookups& lookups) {
  std::vector<Difference> differences;
  add_failures(found, differences);
  const bool silent = std::all_of(found.begin(), found.end(), [](const Findings& findings) {
    return !is_of_server(findings) || says_nothing(findings);
  });
  if (silent && differences.empty())
    differences.push_back({"no mail server found on this machine", "run this on the mail server"});
  if (silent) return differences;
  add_server_drift(catalog, found, differences);
  add_domain_drift(catalog, found, lookups, differences);
  return differences;
}

}  // namespace fingerpost
