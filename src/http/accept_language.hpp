// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

namespace fingerpost {

/** Which of `languages` (primary tags, lower case, at least one) an Accept-Language header likes
    best (RFC 9110 section 12.5.4; `de-CH` counts as `de`); the first where it likes none. Total. */
std::size_t preferred_language(std::string_view header,
                               std::span<const std::string_view> languages) noexcept;

}  // namespace fingerpost
