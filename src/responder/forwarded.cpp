// SPDX-License-Identifier: MIT
#include "responder/forwarded.hpp"

#include "base/text.hpp"

namespace fingerpost {

namespace {

std::string_view last_value(std::string_view header) {
  return trim(header.substr(header.rfind(',') + 1));
}

/** Returns whether a Host header comes from the client. A pattern or a map can also cover the name
    that the proxy uses for the web server, but that name does not begin with a client label. */
bool is_clients_own(const Catalog& catalog, const Host& host) {
  if (!host.domain) return false;
  const bool has_label = !behind_client_label(host.name->text()).empty();
  return catalog.lists(*host.domain) ||
         (has_label && (host.provider || !catalog.domain_maps().empty()));
}

}  // namespace

Host host_asked(const Request& request, const State& state) {
  Host host = read_host(state.catalog, request.host, request.https);
  if (!contain(state.trusted_proxies, request.peer)) return host;
  const std::string_view scheme = last_value(request.forwarded_proto);
  if (equal_ignoring_case(scheme, "https")) host.https = true;
  if (equal_ignoring_case(scheme, "http")) host.https = false;
  const std::string_view forwarded = last_value(request.forwarded_host);
  if (forwarded.empty() || is_clients_own(state.catalog, host)) return host;
  return read_host(state.catalog, forwarded, host.https);
}

}  // namespace fingerpost
