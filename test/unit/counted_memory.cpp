// SPDX-License-Identifier: MIT
#include "counted_memory.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> count{0};

struct Shortage {
  bool is_set = false;
  std::size_t after = 0;
  bool once = false;
  bool noticed = false;
};
thread_local Shortage shortage;

bool is_short() noexcept {
  if (!shortage.is_set) return false;
  if (shortage.after > 0) {
    --shortage.after;
    return false;
  }
  if (shortage.once && shortage.noticed) return false;
  shortage.noticed = true;
  return true;
}

}  // namespace

std::size_t count_of_allocations() noexcept {
  return count;
}

MemoryShortage::MemoryShortage(std::size_t after, bool once) noexcept {
  shortage = {.is_set = true, .after = after, .once = once};
}
MemoryShortage::~MemoryShortage() {
  shortage = {};
}
bool MemoryShortage::was_noticed() const noexcept {
  return shortage.noticed;
}

#ifdef FINGERPOST_COUNTED_MEMORY

void* operator new(std::size_t size) {
  ++count;
  if (is_short()) throw std::bad_alloc();
  if (void* const memory = std::malloc(size ? size : 1)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

#endif
