// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/server.hpp"

namespace fingerpost {

/** Returns the method that a SASL mechanism (RFC 4422, in any case) belongs to; nothing for one that
    no method of the configuration means. */
std::optional<Auth> auth_of_sasl(std::string_view mechanism) noexcept;

/** Returns the methods to tell clients of a server that offers these mechanisms over TLS, best first:
    with PLAIN or LOGIN, no hashed password, which protects nothing more and keeps the server from
    storing passwords hashed. Empty if none of them has a method. */
std::vector<Auth> methods_for(const std::vector<std::string>& mechanisms);

}  // namespace fingerpost
