// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "model/lookup.hpp"
#include "model/state.hpp"
#include "responder/handle.hpp"
#include "server/fcgi_request.hpp"

namespace fingerpost {

/** Answers a request in CGI's form, and logs it: with 413 if it is too large, with 500 if a bug or
    OpenSSL hinders the answer, so that one answer does not end the others. Returns nothing if a
    lookup is pending. Throws bad_alloc if there is not even memory to report that. */
std::optional<std::string> answer_and_log(const FcgiRequest& request, const State& state,
                                          Lookups& lookups);

/** Does the same with what was found for it, in any thread. */
std::string answer_and_log(const FcgiRequest& request, const State& state, const Found& found);

}  // namespace fingerpost
