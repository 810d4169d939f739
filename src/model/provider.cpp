// SPDX-License-Identifier: MIT
#include "model/provider.hpp"

#include <algorithm>

namespace fingerpost {

namespace {

constexpr std::optional<UrlPattern> Provider::*members[] = {&Provider::webmail, &Provider::caldav,
                                                            &Provider::carddav, &Provider::jmap,
                                                            &Provider::activesync};

}  // namespace

const UrlPattern* Provider::url(const Service& service) const noexcept {
  const auto& url = this->*members[&service - std::begin(services)];
  return url ? &*url : nullptr;
}

void Provider::set_url(const Service& service, UrlPattern url) {
  this->*members[&service - std::begin(services)] = std::move(url);
}

bool Provider::lists(Auth method) const noexcept {
  const auto any = [&](const std::vector<Server>& servers) {
    return std::any_of(servers.begin(), servers.end(),
                       [&](const Server& server) { return server.lists(method); });
  };
  return any(incoming) || any(outgoing);
}

std::vector<const Server*> all_servers(const Provider& provider) {
  std::vector<const Server*> servers;
  for (const auto* const some : {&provider.incoming, &provider.outgoing})
    for (const Server& server : *some) servers.push_back(&server);
  return servers;
}

}  // namespace fingerpost
