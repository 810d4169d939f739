// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace fingerpost {

/** Returns the addresses at which other machines may reach this one: at most 16 addresses of its
    interfaces, without loopback and link-local ones. Returns the loopback addresses only if there
    are no others, so that a server listening only on loopback counts as unreachable. */
std::vector<std::string> own_addresses();

}  // namespace fingerpost
