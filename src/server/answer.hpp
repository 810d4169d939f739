// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "model/lookup.hpp"
#include "model/state.hpp"
#include "report/counts.hpp"
#include "responder/handle.hpp"
#include "server/fcgi_request.hpp"

namespace fingerpost {

/** An answer in CGI's form, and what it counts as. */
struct Answer {
  std::string cgi;
  Result result = {};
};

/** Answers a request and logs it: with 413 if it is too large, with 500 if a bug or OpenSSL hinders
    the answer, so that one answer does not end the others. Returns nothing if a lookup is pending.
    Throws bad_alloc if there is not even memory to report that. */
std::optional<Answer> answer_and_log(const FcgiRequest& request, const State& state,
                                     Lookups& lookups);

/** Does the same with what was found for it, in any thread. */
Answer answer_and_log(const FcgiRequest& request, const State& state, const Found& found);

}  // namespace fingerpost
