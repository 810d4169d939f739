// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/endpoint.hpp"

namespace fingerpost {

/** Asks the fingerpostd at `endpoint` for its report `status`, the way a web server does. Returns
    the report, which is one line of JSON, or a message that says why there is none and what to do.
    Takes at most `patience`. Throws only bad_alloc. */
tl::expected<std::string, std::string> ask_status(const Endpoint& endpoint,
                                                  std::chrono::milliseconds patience);

/** Returns the report in an answer in CGI's form, or a message that says why there is none.
    Total. */
tl::expected<std::string, std::string> status_in(std::string_view answer);

}  // namespace fingerpost
