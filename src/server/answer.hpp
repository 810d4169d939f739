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

/** An answer in CGI's form, and how to count it. */
struct Answer {
  std::string cgi;
  Result result = {};
};

/** Answers a request and logs it. Answers 413 if the request is too large, and 500 if a bug or an
    error of OpenSSL prevents the answer, so that the process can go on. Returns nothing if a lookup
    is pending. Throws bad_alloc if there is no memory even for the error. */
std::optional<Answer> answer_and_log(const FcgiRequest& request, const State& state,
                                     Lookups& lookups);

/** Does the same with the result of find(), in any thread. */
Answer answer_and_log(const FcgiRequest& request, const State& state, const Found& found);

}  // namespace fingerpost
