// SPDX-License-Identifier: MIT
#pragma once

#include "http/request.hpp"
#include "http/response.hpp"
#include "model/state.hpp"

namespace fingerpost {

/** The whole product without its sockets: the answer to a request, a pure function of its two
    arguments, but that a signed profile holds the time. Any thread. Whatever the request holds,
    throws nothing but bad_alloc, and std::runtime_error if OpenSSL cannot sign. */
Response handle(const Request& request, const State& state);

}  // namespace fingerpost
