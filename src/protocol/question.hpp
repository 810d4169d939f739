// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "http/request.hpp"
#include "model/address.hpp"

namespace fingerpost {

/** The value of `emailaddress` (autoconfig) or `email` (Autodiscover v2, profiles), as text. */
std::optional<std::string> address_text_in_query(const Request& request);

/** The address in the query, if there is a usable one. */
std::optional<Address> address_in_query(const Request& request);

}  // namespace fingerpost
