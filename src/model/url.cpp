// SPDX-License-Identifier: MIT
#include "model/url.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "model/domain.hpp"

namespace fingerpost {

namespace {

/** Whether RFC 3986 allows the character, except for brackets, which only an IPv6 address would
    need. */
bool is_url_character(char c) noexcept {
  return c > ' ' && c < 0x7f && std::string_view("\"<>[]\\^`{|}").find(c) == std::string_view::npos;
}

}  // namespace

std::optional<Url> Url::parse(std::string_view text) {
  Parts url{.text = std::string(text)};
  const auto separator = text.find("://");
  const std::string_view scheme = text.substr(0, separator);
  url.https = equal_ignoring_case(scheme, "https");
  const bool legal = (url.https || equal_ignoring_case(scheme, "http")) &&
                     std::all_of(text.begin(), text.end(), is_url_character);
  if (separator == text.npos || !legal) return std::nullopt;

  const std::string_view rest = text.substr(separator + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const std::string_view host = authority.substr(0, authority.find(':'));
  const auto name = Domain::parse(host);
  if (!name) return std::nullopt;
  url.host = name->text();
  url.port = url.https ? 443 : 80;
  if (host.size() < authority.size()) {
    const auto port = parse_unsigned(authority.substr(host.size() + 1), 65535);
    if (!port || *port == 0) return std::nullopt;
    url.port = static_cast<std::uint16_t>(*port);
  }
  url.path = rest.substr(authority.size());
  if (!url.path.starts_with('/')) url.path.insert(0, 1, '/');
  return Url(std::move(url));
}

}  // namespace fingerpost
