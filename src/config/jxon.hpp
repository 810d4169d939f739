// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** Returns what Thunderbird makes of the text of an element: it reads numbers and truth values as such
    and writes them again in its own way, so that `007` becomes `7`. All other text stays as it is
    (JXON.sys.mjs and readFromXML.sys.mjs of Thunderbird 153.8, run in 2026-11; older ones, 2026-08 and
    before, read dates too). Total. */
std::string read_by_thunderbird(std::string_view text);

}  // namespace fingerpost
