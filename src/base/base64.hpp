// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** Returns the bytes in base64 with padding and without line breaks (RFC 4648 section 4). */
std::string base64(std::string_view bytes);

}  // namespace fingerpost
