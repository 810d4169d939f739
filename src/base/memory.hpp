// SPDX-License-Identifier: MIT
#pragma once

namespace fingerpost {

/** Returns freed memory to the system where the allocator would keep it: glibc does
    (malloc_trim(3)), musl does not. Takes milliseconds and locks the heap meanwhile, so never call
    it for a single request. Any thread may. */
void return_freed_memory() noexcept;

}  // namespace fingerpost
