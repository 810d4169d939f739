// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "protocol/asked.hpp"
#include "protocol/gap.hpp"

/** PACC (draft-ietf-mailmaint-pacc): a JSON file for each domain. A digest in DNS vouches for its
    bytes, so the file depends on nothing in the request except the domain. */
namespace fingerpost::pacc {

inline constexpr std::string_view paths[] = {"/.well-known/user-agent-configuration.json"};

Asked read(const Request& request, const Host& host);
Response write(const Asked& asked, const Subject& subject, const State& state);
Gaps gaps(const Provider& provider);

}  // namespace fingerpost::pacc
