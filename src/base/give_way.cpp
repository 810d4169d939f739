// SPDX-License-Identifier: MIT
#include "base/give_way.hpp"

#include <chrono>
#include <thread>

namespace fingerpost {

void give_way() noexcept {
  using Clock = std::chrono::steady_clock;
  thread_local Clock::time_point last = Clock::now();
  if (Clock::now() - last < std::chrono::milliseconds(1)) return;
  std::this_thread::yield();
  last = Clock::now();
}

}  // namespace fingerpost
