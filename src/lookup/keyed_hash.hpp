// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace fingerpost {

/** Returns a hash of a number and a text: SipHash-1-3 with a random secret for each process.
    Strangers choose the keys of maps, but cannot choose many keys with the same hash. Any thread
    may call it. */
std::uint64_t keyed_hash(std::uint64_t number, std::string_view text) noexcept;

}  // namespace fingerpost
