// SPDX-License-Identifier: MIT
#pragma once

#include "http/request.hpp"
#include "model/host.hpp"
#include "model/state.hpp"

namespace fingerpost {

/** Returns the host that the client asked, and whether it used TLS. Uses the X-Forwarded headers if
    the request came through a trusted proxy, where TLS ends.

    The last value of each header counts because the proxy set or appended it; earlier values can
    come from the client. X-Forwarded-Host counts only if the proxy replaced the Host header with a
    name of its own, because a proxy that keeps Host often passes on the client's X-Forwarded-Host.
    A host is the client's if its domain is listed, or if it has a client label and a pattern covers
    it or a map could list it. */
Host host_asked(const Request& request, const State& state);

}  // namespace fingerpost
