// SPDX-License-Identifier: MIT
#include "import/people.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace fingerpost::foreign {

namespace {

/** The maximum number of addresses to collect, enough to recognize a file made for one person. */
constexpr std::size_t address_limit = 100;

std::vector<Address> addresses_in(std::string_view text) {
  constexpr std::string_view separators = " \t\r\n<>()[]\"',;/?&=";
  std::vector<Address> found;
  while (!text.empty() && text.find_first_of("@%") != text.npos) {
    const std::string_view word = text.substr(0, text.find_first_of(separators));
    if (auto address = parse_written_address(word)) found.push_back(*std::move(address));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
  return found;
}

/** Replaces every `old` at or after `start` with `fresh`. */
void replace_ignoring_case(std::string& text, std::size_t start, std::string_view old,
                           std::string_view fresh) {
  for (auto at = start; at + old.size() <= text.size(); ++at)
    if (equal_ignoring_case(std::string_view(text).substr(at, old.size()), old)) {
      text.replace(at, old.size(), fresh);
      at += fresh.size() - 1;
    }
}

}  // namespace

std::optional<Address> parse_written_address(std::string_view text) {
  constexpr std::string_view scheme = "mailto:";
  text = trim(text);
  if (starts_with_ignoring_case(text, scheme)) text.remove_prefix(scheme.size());
  return Address::parse(percent_decode(text));
}

void People::see_domain(std::string_view text) {
  if (const auto domain = Domain::parse(text)) domains_.insert(domain->text());
}

void People::see(std::string_view text) {
  if (addresses_.size() >= address_limit) return;
  for (Address& address : addresses_in(text))
    if (addresses_.size() < address_limit) addresses_.push_back(std::move(address));
}

bool People::is_own(const Address& address) const {
  const std::string& domain = address.domain().text();
  return domains_.empty() || domains_.count(domain) > 0 || owners_.count(domain) > 0;
}

bool People::is_local_part(std::string_view text) const {
  return !text.empty() && std::ranges::any_of(addresses_, [&](const Address& address) {
    return equal_ignoring_case(address.local_part(), text) && is_own(address);
  });
}

std::optional<std::string> People::placeholder(std::string_view login) const {
  const auto address = parse_written_address(login);
  if (address && is_own(*address)) return "%EMAILADDRESS%";
  if (is_local_part(login)) return "%EMAILLOCALPART%";
  // The local part and the domain may have another separator, as in `user#example.org`.
  const auto at = login.find_last_of("#=+:!/\\");
  if (at == login.npos) return std::nullopt;
  const std::string_view before = login.substr(0, at);
  const std::string_view after = login.substr(at + 1);
  if (is_local_part(after)) return fmt::format("{}%EMAILLOCALPART%", login.substr(0, at + 1));
  const auto domain = Domain::parse(after);
  const bool own = domain && (domains_.count(domain->text()) > 0 || is_local_part(before));
  if (own && Address::parse(fmt::format("{}@{}", before, after)))
    return fmt::format("%EMAILLOCALPART%{}%EMAILDOMAIN%", login[at]);
  return std::nullopt;
}

Value<Login> People::login(std::string_view text) const {
  text = trim(text);
  if (const auto known = placeholder(text))
    if (auto pattern = Pattern::parse(*known))
      return Login{
          *std::move(pattern),
          fmt::format("belongs to one person; the login for all users becomes {}", *known)};
  auto pattern = parse_login(text);
  if (!pattern) return tl::make_unexpected(pattern.error());
  if (without_invisible(text) != text)
    return tl::make_unexpected("the login name has an invisible character");
  if (pattern->needs_address()) return Login{*std::move(pattern)};
  return Login{*std::move(pattern),
               "is the same for all users; if it belongs to one person, write %EMAILADDRESS% or "
               "%EMAILLOCALPART% instead"};
}

std::string People::url(std::string_view text) const {
  constexpr std::string_view placeholder = "%EMAILADDRESS%";
  std::string url(text);
  const auto scheme = text.find("://");
  const auto path = text.find('/', scheme == text.npos ? 0 : scheme + 3);
  for (const Address& address : addresses_) {
    if (path == text.npos || !is_own(address)) continue;
    const std::string encoded =
        fmt::format("{}%40{}", address.local_part(), address.domain().text());
    for (const std::string& form : {address.text(), encoded})
      replace_ignoring_case(url, path, form, placeholder);
  }
  return url;
}

bool People::is_personal(std::string_view name) const {
  return is_local_part(trim(name)) ||
         std::ranges::any_of(addresses_in(name),
                             [&](const Address& address) { return is_own(address); });
}

}  // namespace fingerpost::foreign
