// SPDX-License-Identifier: MIT
#pragma once

#include "http/request.hpp"
#include "model/host.hpp"
#include "model/state.hpp"

namespace fingerpost {

/** Returns the host that the client asked, and whether over TLS. If the request came through a
    trusted proxy, at which TLS ends, its X-Forwarded headers say so.

    The last value of each header counts, because the proxy set or appended it; earlier values may
    be the client's own. X-Forwarded-Host counts only if the proxy has put its own name into the
    Host header, which is then neither a listed domain nor a client label before a domain that a
    pattern covers or that may be in a map: a proxy that keeps Host often passes on a client's X-Forwarded-Host. */
Host host_asked(const Request& request, const State& state);

}  // namespace fingerpost
