// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/asked.hpp"

namespace fingerpost {

/** The whole product without its sockets: the answer to a request, a pure function of its arguments
    and of what the lookups say, but that a signed profile holds the time. Any thread. Whatever the
    request holds, throws nothing but bad_alloc, and std::runtime_error if OpenSSL cannot sign. A
    lookup that is pending counts as one that failed. */
Response handle(const Request& request, const State& state, Lookups& lookups);
/** Does the same with NoLookups. */
Response handle(const Request& request, const State& state);

/** Whether handle() may sign the answer to this request, which takes milliseconds. Cheap. */
bool signs(const Request& request, const State& state);

// The three steps of handle(), each on the same terms, for callers that wait between them. The
// request and the state must outlive what the steps return.

/** Reads the question: finds the protocol of the path and the host that the client means. */
Asked ask(const Request& request, const State& state);

/** Finds whose settings are wanted, and the login name; see find_subject(). `nobody` if the question is refused anyway,
    without a lookup. */
Found find(const Asked& asked, const State& state, Lookups& lookups);

/** Writes the answer, or the refusal if there is no subject, and what the log may say of it. */
Response answer(const Request& request, const Asked& asked, const Found& found, const State& state);

}  // namespace fingerpost
