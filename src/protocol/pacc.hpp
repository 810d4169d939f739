// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/state.hpp"
#include "model/subject.hpp"
#include "protocol/asked.hpp"

/** PACC (draft-ietf-mailmaint-pacc): a JSON file for each domain, whose bytes a digest in DNS
    vouches for, so that nothing of the request but the domain may be in it. */
namespace fingerpost::pacc {

inline constexpr std::string_view paths[] = {"/.well-known/user-agent-configuration.json"};

Asked read(const Request& request, const Host& host);
Response write(const Asked& asked, const Subject& subject, const State& state);

/** Why the format cannot express the provider, empty if it can: it has no STARTTLS, no ports and no
    other login name than the address. */
std::string_view obstacle(const Provider& provider);

/** What is left out of the answer for a provider without obstacle, for a sentence that ends in it.
    Does not list URLs that need the address, which no answer for a whole domain can hold. */
std::vector<std::string_view> omissions(const Provider& provider);

}  // namespace fingerpost::pacc
