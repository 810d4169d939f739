// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** With every `from` made a `to`. */
std::string replaced(std::string_view text, std::string_view from, std::string_view to);

/** Profiles and their payloads are told apart by UUIDs, which follow from the address: with the
    same word for all of them. */
std::string without_uuids(const std::string& text);

}  // namespace fingerpost
