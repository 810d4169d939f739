// SPDX-License-Identifier: MIT
#include "model/subject.hpp"

#include "model/login.hpp"
#include "model/serving.hpp"

namespace fingerpost {

namespace {

/** Finds the provider of a domain. */
Found find_by(const Domain& domain, const Catalog& catalog, const std::optional<Address>& address,
              Lookups& lookups) {
  const Serving serving = find_serving(catalog, domain, lookups);
  if (serving.kind == Serving::Kind::pending) return {Found::Kind::pending};
  if (serving.kind == Serving::Kind::unknown) return {Found::Kind::unknown};
  const bool is_strangers = !serving.provider;
  const Provider* const provider = is_strangers ? catalog.find_any() : serving.provider;
  if (!provider) return {};
  return {Found::Kind::somebody, Subject{provider, domain, address, is_strangers}};
}

/** Sets the subject's `host_provider`. Returns whether the answer of a map is pending. If a map
    fails, treats it as if it did not have the host's domain, because the address already decided
    the subject. */
bool find_host_provider(const Catalog& catalog, const Host& host, Subject& subject,
                        Lookups& lookups) {
  subject.host_provider = host.provider;
  if (catalog.domain_maps().empty() || !host.domain) return false;
  const Serving serving = *host.domain == subject.domain
                              ? Serving{Serving::Kind::known, subject.provider}
                              : find_serving(catalog, *host.domain, lookups);
  if (serving.provider) subject.host_provider = serving.provider;
  return serving.kind == Serving::Kind::pending;
}

}  // namespace

Found find_subject(const Catalog& catalog, const std::optional<Address>& address, const Host& host,
                   Lookups& lookups) {
  Found found;
  if (address) found = find_by(address->domain(), catalog, address, lookups);
  if (found.kind == Found::Kind::nobody && host.domain)
    found = find_by(*host.domain, catalog, address, lookups);
  if (found.subject && find_host_provider(catalog, host, *found.subject, lookups))
    return {Found::Kind::pending};
  return found;
}

void find_login(const Catalog& catalog, Found& found, Lookups& lookups) {
  auto& subject = found.subject;
  if (!subject || !subject->address) return;
  LookedUpLogin looked_up = look_up_login(catalog, *subject->provider, *subject->address, lookups);
  subject->login = std::move(looked_up.login);
  if (looked_up.pending) found = {Found::Kind::pending};
}

const Pattern& login_of(const Server& server, const Subject& subject) noexcept {
  return server.has_own_login || !subject.login ? server.login : *subject.login;
}

const Pattern& login_of(const Subject& subject) noexcept {
  return subject.login ? *subject.login : subject.provider->login;
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
