// SPDX-License-Identifier: MIT
#include "postfix/ldap_escape.hpp"

namespace fingerpost {

namespace {

std::string escape(std::string_view text, std::string_view special) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    if (special.find(c) == special.npos) {
      escaped += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    escaped += {'\\', digits[byte >> 4], digits[byte & 15]};
  }
  return escaped;
}

}  // namespace

std::string escape_filter_value(std::string_view text) {
  using namespace std::string_view_literals;
  return escape(text, "*()\\\0"sv);
}

std::string escape_dn_value(std::string_view text) {
  using namespace std::string_view_literals;
  return escape(text, " \t\r\n\"#+,;<>=\\\0"sv);
}

}  // namespace fingerpost
