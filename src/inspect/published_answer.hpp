// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/question.hpp"
#include "inspect/findings.hpp"

/** Reads the settings that are currently published by autoconfig and autodiscover. */
namespace fingerpost {

/** Returns the routes to ask, best first. Of several routes to the same host by the same protocol,
    returns only one. */
std::vector<const Route*> answer_routes();

/** Adds the settings in an answer: servers, the login name and, from autoconfig, texts and links
    for people. `url` has no query, and `address` is the address that was asked about. `body` may be
    anything; if it contains no settings (such as a web site's page), nothing is added. Returns
    whether the answer contains servers. Throws only bad_alloc. */
bool add_answer(ClientKind kind, const std::string& url, std::string_view body,
                const Address& address, Findings& findings);

}  // namespace fingerpost
