// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/server.hpp"

namespace fingerpost {

/** Returns the method of a SASL mechanism (RFC 4422, in any case), or nothing if no method of the
    configuration includes it. */
std::optional<Auth> auth_of_sasl(std::string_view mechanism) noexcept;

/** Returns the methods to give to clients of a server that offers these mechanisms over TLS, best
    first. Leaves out hashed passwords if there is PLAIN or LOGIN: over TLS they protect nothing
    more, and they keep the server from storing passwords hashed. Empty if no mechanism has a
    method. */
std::vector<Auth> methods_for(const std::vector<std::string>& mechanisms);

}  // namespace fingerpost
