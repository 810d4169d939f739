// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace fingerpost {

/** Returns `; did you mean "WORD"?` with the word that `text` most likely misspells, or an empty
    string if no word is close. A short word may have one slip, a longer one two; two swapped
    letters are one slip. Ignores case. */
std::string did_you_mean(std::string_view text, std::span<const std::string_view> words);

}  // namespace fingerpost
