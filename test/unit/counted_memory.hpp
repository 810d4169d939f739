// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

/** Returns how often operator new was called in this program. */
std::size_t count_of_allocations() noexcept;

/** While it lives, operator new fails in its thread, after so many calls: once, or ever since. */
class MemoryShortage {
 public:
  MemoryShortage(std::size_t after, bool once) noexcept;
  ~MemoryShortage();
  MemoryShortage(const MemoryShortage&) = delete;
  MemoryShortage& operator=(const MemoryShortage&) = delete;

  /** Whether it has failed yet. */
  bool was_noticed() const noexcept;
};
