// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** Replaces every `from` by `to`. */
std::string replaced(std::string_view text, std::string_view from, std::string_view to);

/** Replaces all UUIDs by the same word. Profiles and payloads have UUIDs that depend on the
    address. */
std::string without_uuids(const std::string& text);

}  // namespace fingerpost
