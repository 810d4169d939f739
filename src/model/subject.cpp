// SPDX-License-Identifier: MIT
#include "model/subject.hpp"

namespace fingerpost {

std::optional<Subject> find_subject(const Catalog& catalog, const std::optional<Address>& address,
                                    const Host& host) {
  const Provider* const provider = address ? catalog.find(address->domain()) : nullptr;
  if (provider) return Subject{provider, address->domain(), address};
  if (host.provider) return Subject{host.provider, *host.domain, address};
  return std::nullopt;
}

std::optional<Url> url_for(const UrlPattern& url, const Subject& subject) {
  if (url.needs_address() && !subject.address) return std::nullopt;
  return url.expand(subject.domain, subject.address ? &*subject.address : nullptr);
}

std::optional<Url> url_for(const Service& service, const Subject& subject) {
  const UrlPattern* const url = subject.provider->url(service);
  return url ? url_for(*url, subject) : std::nullopt;
}

std::optional<std::string> redirect_address(const Subject& subject) {
  const auto& pattern = subject.provider->redirect_address;
  if (!pattern || (pattern->needs_address() && !subject.address)) return std::nullopt;
  return subject.address ? pattern->expand(*subject.address) : pattern->expand(subject.domain);
}

}  // namespace fingerpost
