// SPDX-License-Identifier: MIT
#pragma once

namespace fingerpost {

/** Lets the threads that answer go first; to be called often by long work. It does so at most a
    thousand times a second, because each time may last as long as a time slice of every other
    program. A low priority alone does not do it: Linux 6.18 lets a thread finish its time slice of
    some milliseconds although one of higher priority has become ready (tools/bench, section scale:
    the 99th percentile during a reload was 5 to 6 times the usual, and is twice with this). Any
    thread. */
void give_way() noexcept;

}  // namespace fingerpost
