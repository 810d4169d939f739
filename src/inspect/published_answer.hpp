// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/question.hpp"
#include "inspect/findings.hpp"

/** What autoconfig and autodiscover tell clients now. */
namespace fingerpost {

/** Returns the routes to ask, best first: of those that lead to the same host by the same protocol,
    only one. */
std::vector<const Route*> answer_routes();

/** Adds what an answer tells clients: servers, the login name, and what autoconfig has for people.
    `url` has no query; the answer may be anything, and one that is not settings, such as a web
    site's page, adds nothing. `address` is the one that was asked about. Returns whether there are
    servers in it. Throws only bad_alloc. */
bool add_answer(ClientKind kind, const std::string& url, std::string_view body,
                const Address& address, Findings& findings);

}  // namespace fingerpost
