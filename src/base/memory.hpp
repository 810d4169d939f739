// SPDX-License-Identifier: MIT
#pragma once

namespace fingerpost {

/** Returns freed memory to the system if the allocator keeps it: glibc does (malloc_trim(3)), musl
    does not. It takes milliseconds, during which it locks the heap, so never call it for a single
    request. Any thread may call it. */
void return_freed_memory() noexcept;

}  // namespace fingerpost
