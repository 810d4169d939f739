// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "report/snapshot.hpp"

namespace fingerpost {

/** Returns the state of the server as a JSON object, for people and their scripts. Throws only
    bad_alloc. */
std::string write_status(const Snapshot& snapshot);

}  // namespace fingerpost
