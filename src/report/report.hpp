// SPDX-License-Identifier: MIT
#pragma once

#include "http/request.hpp"
#include "http/response.hpp"
#include "report/snapshot.hpp"

namespace fingerpost {

/** Returns the report that the web server requests: `metrics`, in the format that the Accept header
    prefers, or `status`. Returns 404 for any other report, and 405 for a method other than GET or
    HEAD. Throws only bad_alloc. */
Response report(const Request& request, const Snapshot& snapshot);

}  // namespace fingerpost
