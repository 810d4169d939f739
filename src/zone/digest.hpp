// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** Returns the text of the TXT record that authenticates a PACC answer: `v=UAAC1; a=sha256; d=` and
    the SHA-256 digest of its bytes in base64. */
std::string pacc_digest(std::string_view body);

}  // namespace fingerpost
