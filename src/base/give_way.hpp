// SPDX-License-Identifier: MIT
#pragma once

namespace fingerpost {

/** Yields the processor to the threads that answer requests. Long work calls it often. It yields at
    most a thousand times a second, because each time may cost a time slice of every other program.
    A low priority alone is not enough: Linux 6.18 lets a thread finish its time slice of some
    milliseconds even when a thread of higher priority becomes ready. During a reload, the 99th
    percentile was 5 to 6 times the usual; with this it is twice the usual (tools/bench, section
    scale). Any thread may call it. */
void give_way() noexcept;

}  // namespace fingerpost
