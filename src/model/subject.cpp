// SPDX-License-Identifier: MIT
#include "model/subject.hpp"

#include "model/host.hpp"

namespace fingerpost {

std::optional<Subject> find_subject(const Catalog& catalog, const std::optional<Address>& address,
                                    std::string_view host) {
  auto host_domain = domain_of_host(catalog, host);
  const Provider* const hosts = host_domain ? catalog.find(*host_domain) : nullptr;
  const Provider* const addresses = address ? catalog.find(address->domain()) : nullptr;
  const Provider* const provider = addresses ? addresses : hosts;
  if (!provider) return std::nullopt;
  Domain domain = addresses ? address->domain() : *host_domain;
  if (hosts != provider) host_domain.reset();
  return Subject{provider, std::move(domain), address, std::move(host_domain)};
}

std::optional<Url> url_for(const std::optional<UrlPattern>& url, const Subject& subject) {
  if (!url || (url->needs_address() && !subject.address)) return std::nullopt;
  return url->expand(subject.domain, subject.address ? &*subject.address : nullptr);
}

std::optional<std::string> redirect_address(const Subject& subject) {
  const auto& pattern = subject.provider->redirect_address;
  if (!pattern || (pattern->needs_address() && !subject.address)) return std::nullopt;
  return subject.address ? pattern->expand(*subject.address) : pattern->expand(subject.domain);
}

std::string domain_asked(const Catalog& catalog, const std::optional<Address>& address,
                         std::string_view host) {
  if (address) return address->domain().text();
  const auto domain = domain_of_host(catalog, host);
  return domain ? domain->text() : std::string();
}

}  // namespace fingerpost
