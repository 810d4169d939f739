// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace fingerpost {

/** Returns the addresses at which other machines may reach this one: those of its interfaces, at most
    16, but for loopback and link-local addresses. If it has no such address, returns the loopback
    addresses. A server that listens only on loopback is thus none that clients can reach. */
std::vector<std::string> own_addresses();

}  // namespace fingerpost
