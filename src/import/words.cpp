// SPDX-License-Identifier: MIT
#include "import/words.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace fingerpost::foreign {

namespace {

template <class T>
struct Word {
  std::string_view word;
  T value;
};

constexpr Word<Security> socket_types[] = {
    {"SSL", Security::tls},
    {"STARTTLS", Security::starttls},
    {"plain", Security::none},
};

/** Names that the configuration does not know. */
constexpr Word<Auth> other_names[] = {
    {"plain", Auth::password_cleartext},
    {"secure", Auth::password_encrypted},
    // Himalaya reads no other spelling (email-lib, 2026-08).
    {"GSAPI", Auth::gssapi},
};

}  // namespace

Value<Security> parse_socket_type(std::string_view text) {
  for (const auto& [word, security] : socket_types)
    if (equal_ignoring_case(word, text)) return security;
  return tl::make_unexpected(fmt::format("socketType \"{}\" is not known here", text));
}

Value<Pattern> parse_hostname(std::string_view text) {
  if (auto host = parse_host(text)) return *std::move(host);
  return tl::make_unexpected(fmt::format("\"{}\" is not a host name", text));
}

Value<Auth> parse_method(std::string_view text) {
  for (const auto& [word, auth] : other_names)
    if (equal_ignoring_case(word, text)) return auth;
  if (const auto auth = parse_auth(text)) return *auth;
  return tl::make_unexpected(fmt::format("authentication \"{}\" is not known here", text));
}

Security security_of_port(std::string_view port) noexcept {
  for (const std::string_view plain : {"143", "110", "25", "587"})
    if (port == plain) return Security::starttls;
  return Security::tls;
}

}  // namespace fingerpost::foreign
