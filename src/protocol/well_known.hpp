// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "model/state.hpp"
#include "model/subject.hpp"
#include "protocol/asked.hpp"

/** CalDAV and CardDAV clients (RFC 6764 section 5) and JMAP clients (RFC 8620 section 2.2) ask the
    domain itself, by any method, and are redirected to the service. A slash at the end, which some
    clients and many people add, makes no difference. */
namespace fingerpost::well_known {

inline constexpr std::string_view paths[] = {
    "/.well-known/caldav",   "/.well-known/caldav/", "/.well-known/carddav",
    "/.well-known/carddav/", "/.well-known/jmap",    "/.well-known/jmap/",
};

Asked read(const Request& request, const Host& host);
Response write(const Asked& asked, const Subject& subject, const State& state);

}  // namespace fingerpost::well_known
