// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "http/response.hpp"
#include "model/subject.hpp"

/** Exchange ActiveSync's form of the POX answer (MS-ASCMD 2.2.1.1): phones, and the new Outlook. */
namespace fingerpost::mobilesync {

inline constexpr std::string_view response_schema =
    "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006";

/** The URL of the ActiveSync server, or the redirect. 404 where there is none: the new Outlook
    gives up at an error document and goes on after 404 (Mailu#3961, 2025-11), and Android takes any
    200 without a server for a failure. */
Response write(const Subject& subject);

}  // namespace fingerpost::mobilesync
