// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "protocol/asked.hpp"
#include "protocol/gap.hpp"

/** PACC (draft-ietf-mailmaint-pacc): a JSON file for each domain, whose bytes a digest in DNS
    vouches for, so that nothing of the request but the domain may be in it. */
namespace fingerpost::pacc {

inline constexpr std::string_view paths[] = {"/.well-known/user-agent-configuration.json"};

Asked read(const Request& request, const Host& host);
Response write(const Asked& asked, const Subject& subject, const State& state);
Gaps gaps(const Provider& provider);

}  // namespace fingerpost::pacc
