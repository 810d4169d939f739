// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** Returns an element's text as Thunderbird reads it. Thunderbird converts numbers and booleans and
    formats them again, so `007` becomes `7`. Other text stays unchanged (JXON.sys.mjs and
    readFromXML.sys.mjs of Thunderbird 153.8, run in 2026-11; versions until 2026-08 also convert
    dates). Total. */
std::string read_by_thunderbird(std::string_view text);

}  // namespace fingerpost
