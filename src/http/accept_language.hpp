// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

namespace fingerpost {

/** Returns the index of the language that an Accept-Language header prefers (RFC 9110 section
    12.5.4; `de-CH` counts as `de`), or 0 if it accepts none. `languages` are primary tags in lower
    case, at least one. Total. */
std::size_t preferred_language(std::string_view header,
                               std::span<const std::string_view> languages) noexcept;

}  // namespace fingerpost
