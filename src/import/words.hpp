// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "config/value.hpp"

/** The words of autoconfig, as they are found in the wild, in any case. */
namespace fingerpost::foreign {

/** SSL, STARTTLS or plain. */
Value<Security> parse_socket_type(std::string_view text);
/** As parse_host, without advice for configurations. */
Value<Pattern> parse_hostname(std::string_view text);
/** A method of authentication; the names of autoconfig 1.0 too. */
Value<Auth> parse_method(std::string_view text);

}  // namespace fingerpost::foreign
