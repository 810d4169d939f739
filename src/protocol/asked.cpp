// SPDX-License-Identifier: MIT
#include "protocol/asked.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "http/query.hpp"

namespace fingerpost {

Asked refused(Response response) {
  return {.refused = true, .refusal = std::move(response)};
}

std::optional<std::string> address_text_in_query(const Request& request) {
  return query_value(request.query, {"emailaddress", "email"});
}

std::optional<Address> typed_address(std::string_view text, const Host& host) {
  if (text.find('@') != text.npos) return Address::parse(text);
  if (!host.domain) return std::nullopt;
  return Address::parse(fmt::format("{}@{}", trim(text), host.domain->text()));
}

std::optional<Address> address_in_query(const Request& request) {
  const auto text = address_text_in_query(request);
  return text ? Address::parse(*text) : std::nullopt;
}

}  // namespace fingerpost
