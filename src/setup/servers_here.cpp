// SPDX-License-Identifier: MIT
#include "setup/servers_here.hpp"

#include <algorithm>

namespace fingerpost {

ServersHere::ServersHere(const Catalog& catalog, const Inspection& found) {
  for (const Findings& findings : found)
    if (findings.standing != Standing::published)
      for (const Fact& host : findings.hosts) names_.push_back(host.value);
  all_ = std::none_of(catalog.providers().begin(), catalog.providers().end(),
                      [&](const auto& provider) {
                        const auto servers = all_servers(*provider);
                        return std::any_of(servers.begin(), servers.end(),
                                           [&](const Server* server) { return is_named(*server); });
                      });
}

bool ServersHere::is_named(const Server& server) const {
  return std::find(names_.begin(), names_.end(), server.host.text()) != names_.end();
}

bool ServersHere::has(const Server& server) const {
  return all_ || is_named(server) || server.host.text().find('%') != std::string::npos;
}

bool ServersHere::has(const Provider& provider) const {
  const auto servers = all_servers(provider);
  return std::any_of(servers.begin(), servers.end(),
                     [&](const Server* server) { return has(*server); });
}

}  // namespace fingerpost
