// SPDX-License-Identifier: MIT
#include "model/address.hpp"

#include "base/text.hpp"

namespace fingerpost {

namespace {

constexpr std::size_t longest_local_part = 64;

/** Whether the text is a valid local part. Dots alone are not: as a path segment of a URL they
    would lead to a different folder, even percent-encoded, and RFC 5321 section 4.1.2 does not
    allow them. */
bool is_local_part(std::string_view text) noexcept {
  return text.find_first_not_of('.') != text.npos && text.size() <= longest_local_part &&
         is_visible_utf8(text);
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  text = trim(text);
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || !is_local_part(text.substr(0, at))) return std::nullopt;
  auto domain = Domain::parse(text.substr(at + 1));
  if (!domain) return std::nullopt;
  std::string normalized(text.substr(0, at + 1));
  normalized += domain->text();
  return Address(std::move(normalized), at, *std::move(domain));
}

}  // namespace fingerpost
