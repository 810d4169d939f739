// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "http/response.hpp"
#include "model/subject.hpp"

/** Exchange ActiveSync's form of the POX answer (MS-ASCMD 2.2.1.1), for phones and the new
    Outlook. */
namespace fingerpost::mobilesync {

inline constexpr std::string_view response_schema =
    "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006";

/** Returns the URL of the ActiveSync server, or the redirect. Returns 404 if there is neither: the
    new Outlook gives up at an error document but continues after 404 (Mailu#3961, 2025-11), and
    Android treats any 200 without a server as a failure. */
Response write(const Subject& subject);

}  // namespace fingerpost::mobilesync
