// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "base/fd.hpp"

namespace fingerpost {

/** Waits until the socket has the event, such as POLLIN, or an error. Returns false if neither
    comes before `end`. */
bool is_ready(const Fd& socket, short event, std::chrono::steady_clock::time_point end);

}  // namespace fingerpost
