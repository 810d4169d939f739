// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "http/request.hpp"
#include "model/state.hpp"

namespace fingerpost {

/** Returns the request with the scheme and the host that the client used, if it came through a
    trusted proxy, at which TLS ends. Otherwise returns nothing, and the request is valid as it is.

    The last value of each header counts, because the proxy set or appended it; earlier values may
    be the client's own. X-Forwarded-Host counts only if the proxy has put its own name into the
    Host header, which is then neither a listed domain nor a client label before a domain that a
    pattern covers: a proxy that keeps Host often passes on a client's X-Forwarded-Host. */
std::optional<Request> as_client_asked(const Request& request, const State& state);

}  // namespace fingerpost
