// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <initializer_list>

#include "base/fd.hpp"
#include "process/loop.hpp"

namespace fingerpost {

/** Lets SIGTERM and SIGINT end the process at once with status 0: while it loads, which may take
    seconds, it has nothing to clean up. */
void let_signals_end_process() noexcept;

/** Blocks signals for this thread and the threads that it starts. */
void block_signals(std::initializer_list<int> numbers) noexcept;

/** Tells the loop's thread of signals, which are blocked from then on for it and for the threads
    that it starts. */
class Signals final : private Source {
 public:
  /** `action` gets the number of each signal that comes; it must not throw. Throws Error. */
  Signals(Loop& loop, std::initializer_list<int> numbers, std::function<void(int)> action);

 private:
  Signals(Loop& loop, Fd fd, std::function<void(int)> action);
  void on_ready(std::uint32_t events) noexcept override;

  const Fd fd_;
  const std::function<void(int)> action_;
};

}  // namespace fingerpost
