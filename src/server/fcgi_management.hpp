// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/fcgi_record.hpp"

namespace fingerpost {

/** Returns the answer to a management record (FastCGI 1.0 section 4), which has request id 0:
    FCGI_GET_VALUES_RESULT for FCGI_GET_VALUES (sent by HAProxy's `option get-values`), otherwise
    FCGI_UNKNOWN_TYPE. The answer has at most 88 bytes. Returns nothing if the record is not a
    management record or its lengths are invalid. libfcgi 2.4 must not see such a record because it
    copies the names to its stack. */
std::optional<std::string> answer_management(FcgiType type, std::string_view content);

}  // namespace fingerpost
