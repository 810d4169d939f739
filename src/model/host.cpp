// SPDX-License-Identifier: MIT
#include "model/host.hpp"

#include "base/text.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view web_label = "www.";
constexpr std::string_view client_labels[] = {"autoconfig.", "autodiscover.", "ua-auto-config.",
                                              web_label};

std::string_view without_port(std::string_view host) noexcept {
  const auto colon = host.rfind(':');
  const bool port = colon != std::string_view::npos &&
                    host.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
  return port ? host.substr(0, colon) : host;
}

}  // namespace

std::optional<Domain> name_of_host(std::string_view host) {
  return Domain::parse(without_port(trim(host)));
}

std::string_view behind_client_label(std::string_view name) noexcept {
  for (const std::string_view label : client_labels)
    if (name.starts_with(label)) return name.substr(label.size());
  return {};
}

std::optional<Domain> domain_of_host(const Catalog& catalog, std::string_view host) {
  auto name = name_of_host(host);
  if (!name || catalog.lists(*name)) return name;
  auto domain = Domain::parse(behind_client_label(name->text()));
  if (!domain) return name;
  if (!catalog.find_listed(*domain)) {
    auto inner = Domain::parse(behind_client_label(domain->text()));
    if (inner && catalog.lists(*inner)) return inner;
  }
  const bool is_web_host = name->text().starts_with(web_label);
  if (is_web_host && !catalog.find(*domain) && catalog.find(*name)) return name;
  return domain;
}

}  // namespace fingerpost
