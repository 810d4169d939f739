// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

/** Returns the number of calls of operator new in this program. */
std::size_t count_of_allocations() noexcept;

/** Makes operator new fail in its thread during its lifetime, after `after` calls: once, or from
    then on. */
class MemoryShortage {
 public:
  MemoryShortage(std::size_t after, bool once) noexcept;
  ~MemoryShortage();
  MemoryShortage(const MemoryShortage&) = delete;
  MemoryShortage& operator=(const MemoryShortage&) = delete;

  /** Whether a call has failed. */
  bool was_noticed() const noexcept;
};
