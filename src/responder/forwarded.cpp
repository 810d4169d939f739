// SPDX-License-Identifier: MIT
#include "responder/forwarded.hpp"

#include "base/text.hpp"
#include "model/host.hpp"

namespace fingerpost {

namespace {

std::string_view last_value(std::string_view header) {
  return trim(header.substr(header.rfind(',') + 1));
}

/** Whether a Host header is the client's own. A pattern may also cover the name by which the proxy
    calls the web server, but that name does not begin with a client label. */
bool is_clients_own(const Catalog& catalog, std::string_view host) {
  const auto domain = domain_of_host(catalog, host);
  if (!domain) return false;
  const bool has_label = !behind_client_label(name_of_host(host)->text()).empty();
  return catalog.lists(*domain) || (has_label && catalog.find(*domain));
}

}  // namespace

std::optional<Request> as_client_asked(const Request& request, const State& state) {
  if (!contain(state.trusted_proxies, request.peer)) return std::nullopt;
  Request asked = request;
  const std::string_view scheme = last_value(request.forwarded_proto);
  if (equal_ignoring_case(scheme, "https")) asked.https = true;
  if (equal_ignoring_case(scheme, "http")) asked.https = false;
  const std::string_view host = last_value(request.forwarded_host);
  if (!host.empty() && !is_clients_own(state.catalog, request.host)) asked.host = host;
  return asked;
}

}  // namespace fingerpost
