// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "http/request.hpp"
#include "model/state.hpp"

namespace fingerpost {

/** Returns the request with the scheme and the host that the client used, where the web server was
    asked by a trusted proxy, at which TLS ends; else nothing, and the request holds as it is.

    The last value of each header counts: the proxy set or appended that one, while those before it
    may be the client's own. X-Forwarded-Host counts only where the proxy has put a name of
    its own into the Host header, which is then neither a listed domain nor a client label before
    one that a pattern covers: a proxy that keeps Host often lets a client's X-Forwarded-Host
    pass. */
std::optional<Request> as_client_asked(const Request& request, const State& state);

}  // namespace fingerpost
