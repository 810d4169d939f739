// SPDX-License-Identifier: MIT
#pragma once

#include "http/request.hpp"
#include "http/response.hpp"
#include "report/snapshot.hpp"

namespace fingerpost {

/** Returns the report that a request of the web server asks for: `metrics`, in the format that the
    Accept header likes best, or `status`; 404 for any other, and 405 for a method that is not GET or
    HEAD. Throws only bad_alloc. */
Response report(const Request& request, const Snapshot& snapshot);

}  // namespace fingerpost
