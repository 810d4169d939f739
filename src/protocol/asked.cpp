// SPDX-License-Identifier: MIT
#include "protocol/asked.hpp"

#include "http/query.hpp"

namespace fingerpost {

Asked refused(Response response) {
  return {.refused = true, .refusal = std::move(response)};
}

std::optional<std::string> address_text_in_query(const Request& request) {
  return query_value(request.query, {"emailaddress", "email"});
}

std::optional<Address> address_in_query(const Request& request) {
  const auto text = address_text_in_query(request);
  return text ? Address::parse(*text) : std::nullopt;
}

}  // namespace fingerpost
