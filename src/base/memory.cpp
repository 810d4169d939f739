// SPDX-License-Identifier: MIT
#include "base/memory.hpp"

#ifdef FINGERPOST_MALLOC_TRIM
#include <malloc.h>
#endif

namespace fingerpost {

void return_freed_memory() noexcept {
#ifdef FINGERPOST_MALLOC_TRIM
  malloc_trim(0);
#endif
}

}  // namespace fingerpost
