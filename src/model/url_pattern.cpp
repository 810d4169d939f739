// SPDX-License-Identifier: MIT
#include "model/url_pattern.hpp"

#include <algorithm>
#include <cassert>

#include "base/text.hpp"
#include "model/pattern.hpp"

namespace fingerpost {

namespace {

/** A domain that is valid everywhere and not part of any real name (RFC 2606 section 2). */
constexpr std::string_view any_domain = "emaildomain.invalid";
constexpr Placeholders any_user = {"user%40emaildomain.invalid", "user", any_domain};

/** Returns the host in lower case, with its placeholder. */
std::string host_pattern(const std::string& sample_host, bool has_placeholder) {
  std::string host = sample_host;
  if (has_placeholder) host.replace(host.find(any_domain), any_domain.size(), "%EMAILDOMAIN%");
  return host;
}

}  // namespace

std::optional<UrlPattern> UrlPattern::parse(std::string_view text) {
  constexpr std::string_view slashes = "://";
  const auto separator = text.find(slashes);
  if (separator == text.npos || find_stray_percent(text) != text.npos) return std::nullopt;
  const auto begin = separator + slashes.size();
  const std::string_view scheme = text.substr(0, begin);
  const auto end = std::min(text.find_first_of("/?#", begin), text.size());
  const std::string_view authority = text.substr(begin, end - begin);
  const std::string_view host = authority.substr(0, authority.find(':'));
  const std::string_view tail = text.substr(end);
  // A user's name in the host would give every user a different host.
  if (fingerpost::needs_address(authority)) return std::nullopt;

  const std::string filled_host = fill_in(authority, any_user);
  auto sample = Url::parse(std::string(scheme) + filled_host + fill_in(tail, any_user));
  if (!sample) return std::nullopt;
  const bool host_has_placeholder = filled_host != authority;
  std::string host_text = host_pattern(sample->host(), host_has_placeholder);
  // Only one placeholder is allowed, as in the host of a mail server.
  if (host_has_placeholder && host_text.find(any_domain) != host_text.npos) return std::nullopt;
  Parts parts{.text = std::string(text),
              .sample = *sample,
              .has_placeholder = host_has_placeholder || fill_in(tail, any_user) != tail,
              .needs_address = fingerpost::needs_address(tail),
              .scheme = std::string(scheme),
              .host = std::move(host_text),
              .port = std::string(authority.substr(host.size())),
              .tail = std::string(tail)};
  return UrlPattern(std::move(parts));
}

Url UrlPattern::expand(const Domain& domain, const Address* address) const {
  assert(address || !needs_address());
  if (!parts_.has_placeholder) return parts_.sample;
  const std::string whole = address ? percent_encode(address->text()) : std::string();
  const std::string local_part = address ? percent_encode(address->local_part()) : std::string();
  const Domain& users = address ? address->domain() : domain;
  const std::string tail = fill_in(parts_.tail, {whole, local_part, users.text()});
  const std::string host = fill_in(parts_.host, {{}, {}, domain.text()});
  return Url({.text = parts_.scheme + host + parts_.port + tail,
              .https = parts_.sample.is_https(),
              .host = host,
              .port = parts_.sample.port(),
              .path = tail.starts_with('/') ? tail : "/" + tail});
}

}  // namespace fingerpost
