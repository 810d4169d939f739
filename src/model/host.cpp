// SPDX-License-Identifier: MIT
#include "model/host.hpp"

#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "model/client_label.hpp"

namespace fingerpost {

namespace {

std::string_view without_port(std::string_view host) noexcept {
  const auto colon = host.rfind(':');
  const bool port = colon != std::string_view::npos &&
                    host.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
  return port ? host.substr(0, colon) : host;
}

/** Returns the domain after a client label, or nothing if the name has none. */
std::optional<Domain> behind_label(const Domain& name) {
  return behind_client_label(name.text()).empty() ? std::nullopt : name.parent();
}

/** Returns the domain that a name stands for, by the rules of read_host(), and its provider. */
std::pair<Domain, const Provider*> domain_of(const Catalog& catalog, const Domain& name) {
  auto domain = behind_label(name);
  if (!domain || catalog.lists(name)) return {name, catalog.find(name)};
  if (const Provider* const listed = catalog.find_listed(*domain))
    return {*std::move(domain), listed};
  if (auto inner = behind_label(*domain); inner && catalog.lists(*inner)) {
    const Provider* const provider = catalog.find(*inner);
    return {*std::move(inner), provider};
  }
  if (!catalog.find_any() && name.text().starts_with(client_label::web))
    if (const Provider* const covering = catalog.find_listed(name)) return {name, covering};
  return {*std::move(domain), catalog.find_any()};
}

}  // namespace

std::string_view behind_client_label(std::string_view name) noexcept {
  for (const std::string_view label : client_label::all)
    if (name.starts_with(label)) return name.substr(label.size());
  return {};
}

Host read_host(const Catalog& catalog, std::string_view header, bool https) {
  Host host = {.https = https, .name = Domain::parse(without_port(trim(header)))};
  if (host.name) std::tie(host.domain, host.provider) = domain_of(catalog, *host.name);
  return host;
}

}  // namespace fingerpost
