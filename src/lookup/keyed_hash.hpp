// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace fingerpost {

/** Returns a hash of a number and a text: SipHash-1-3 by a secret that each process draws. Strangers
    choose the keys of maps; they cannot choose keys that all have the same hash. Any thread. */
std::uint64_t keyed_hash(std::uint64_t number, std::string_view text) noexcept;

}  // namespace fingerpost
