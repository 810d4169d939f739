// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

/** Returns how often operator new was called in this program. */
std::size_t count_of_allocations() noexcept;
