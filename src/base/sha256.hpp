// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** Returns the SHA-256 digest of the text in base64, the form in which a Content-Security-Policy
    names a style (CSP Level 3, section 2.3.1, "hash-source"). */
std::string sha256_base64(std::string_view text);

}  // namespace fingerpost
