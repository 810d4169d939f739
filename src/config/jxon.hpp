// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** Returns the text that Thunderbird makes of the text of an element: it reads numbers and booleans
    as such and formats them again in its own way, so `007` becomes `7`. Other text stays unchanged
    (JXON.sys.mjs and readFromXML.sys.mjs of Thunderbird 153.8, run in 2026-11; older versions,
    2026-08 and before, also read dates). Total. */
std::string read_by_thunderbird(std::string_view text);

}  // namespace fingerpost
