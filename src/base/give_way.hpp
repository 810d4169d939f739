// SPDX-License-Identifier: MIT
#pragma once

namespace fingerpost {

/** To be called often by long work: lets the threads that answer go first, a thousand times a
    second at most, as each time may last as long as a time slice of every other program. */
void give_way() noexcept;

}  // namespace fingerpost
