// SPDX-License-Identifier: MIT
#include "model/provider.hpp"

#include <algorithm>

namespace fingerpost {

const UrlPattern* Provider::url(const Service& service) const noexcept {
  const auto found = std::find_if(services.begin(), services.end(), [&](const ServiceUrl& offered) {
    return offered.service == &service;
  });
  return found == services.end() ? nullptr : &found->url;
}

bool Provider::lists(Auth method) const noexcept {
  const auto any = [&](const std::vector<Server>& servers) {
    return std::any_of(servers.begin(), servers.end(),
                       [&](const Server& server) { return server.lists(method); });
  };
  return any(incoming) || any(outgoing);
}

std::vector<const Server*> mail_servers(const Provider& provider) {
  std::vector<const Server*> servers;
  for (const auto* const some : {&provider.incoming, &provider.outgoing})
    for (const Server& server : *some) servers.push_back(&server);
  return servers;
}

std::vector<const Server*> all_servers(const Provider& provider) {
  auto servers = mail_servers(provider);
  if (provider.sieve) servers.push_back(provider.sieve.get());
  return servers;
}

}  // namespace fingerpost
