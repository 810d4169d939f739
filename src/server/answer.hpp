// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "model/state.hpp"
#include "server/fcgi_request.hpp"

namespace fingerpost {

/** Answers a request by handle(), in CGI's form, and logs it: with 413 if it is too large, with 500
    if a bug or OpenSSL hinders the answer, so that one answer does not end the others. Any thread.
    Throws bad_alloc if there is not even memory to report that. */
std::string answer_and_log(const FcgiRequest& request, const State& state);

}  // namespace fingerpost
