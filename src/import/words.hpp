// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "config/value.hpp"

/** Parses the words of autoconfig, as found in the wild and in any case, and those that other
    formats share. */
namespace fingerpost::foreign {

/** SSL, STARTTLS or plain. */
Value<Security> parse_socket_type(std::string_view text);
/** As parse_host, without advice for configurations. */
Value<Pattern> parse_hostname(std::string_view text);
/** A method of authentication; the names of autoconfig 1.0 too. */
Value<Auth> parse_method(std::string_view text);
/** Returns the encryption that clients use on a port if Outlook's or Apple's format says only that
    there is some: STARTTLS on 143, 110, 25 and 587, else TLS. */
Security security_of_port(std::string_view port) noexcept;

}  // namespace fingerpost::foreign
