// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace fingerpost {

/** `; did you mean "WORD"?` with the word that `text` is most likely a misspelling of (one slip in
    a short word, two in a longer one; two letters swapped are one slip), else empty. Ignores
    case. */
std::string did_you_mean(std::string_view text, std::span<const std::string_view> words);

}  // namespace fingerpost
