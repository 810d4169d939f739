// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/asked.hpp"

namespace fingerpost {

/** Returns the answer to a request: the whole product without its sockets. A pure function of
    its arguments and of the lookups' results, except that a signed profile holds the time. Can run
    on any thread. Throws only bad_alloc, or std::runtime_error if OpenSSL cannot sign, whatever the
    request holds. A pending lookup counts as failed. */
Response handle(const Request& request, const State& state, Lookups& lookups);
/** Does the same with NoLookups. */
Response handle(const Request& request, const State& state);

/** Returns whether handle() could sign the answer to this request, which takes milliseconds.
    Cheap. */
bool signs(const Request& request, const State& state);

// The three steps of handle(), for callers that wait between them. What was said about handle()
// applies to each. The request and the state must outlive the results.

/** Reads the question: finds the protocol of the path and the host that the client means. */
Asked ask(const Request& request, const State& state);

/** Finds whose settings are wanted, and the login name; see find_subject(). Returns `nobody`
    without a lookup if the question is refused anyway. */
Found find(const Asked& asked, const State& state, Lookups& lookups);

/** Writes the answer, or the refusal if there is no subject, and the event for the log. */
Response answer(const Request& request, const Asked& asked, const Found& found, const State& state);

}  // namespace fingerpost
