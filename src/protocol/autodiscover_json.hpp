// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "protocol/asked.hpp"

/** Autodiscover v2: newer versions of Outlook and Microsoft's cloud GET the URL of one protocol as
    JSON. There is no public specification; the forms come from mailcow#2300, mox#200 and wdes. */
namespace fingerpost::autodiscover_json {

inline constexpr std::string_view paths[] = {
    "/autodiscover/autodiscover.json",
    "/autodiscover/autodiscover.json/",
    "/autodiscover/autodiscover.json/v1.0",
    "/autodiscover/autodiscover.json/v1.0/",
    // The address follows.
    "/autodiscover/autodiscover.json/v1.0/*",
};

Asked read(const Request& request, const Host& host);
Response write(const Asked& asked, const Subject& subject, const State& state);

}  // namespace fingerpost::autodiscover_json
