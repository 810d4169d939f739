// SPDX-License-Identifier: MIT
#pragma once

#include "http/request.hpp"
#include "http/response.hpp"
#include "model/state.hpp"

namespace fingerpost {

/** The whole product without its sockets: the answer to a request, a pure function of its two
    arguments. Any thread; throws nothing but bad_alloc whatever the request holds. */
Response handle(const Request& request, const State& state);

}  // namespace fingerpost
