// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <initializer_list>

#include "base/fd.hpp"
#include "process/loop.hpp"

namespace fingerpost {

/** Makes SIGTERM and SIGINT end the process immediately with status 0. For startup: loading may
    take seconds, and there is nothing to clean up yet. */
void let_signals_end_process() noexcept;

/** Blocks signals for this thread and for threads that it starts later. */
void block_signals(std::initializer_list<int> numbers) noexcept;

/** Delivers signals to the loop's thread. Blocks them for this thread and for threads that it
    starts later. */
class Signals final : private Source {
 public:
  /** Calls `action`, which must not throw, with the number of each signal that arrives. Throws
      Error. */
  Signals(Loop& loop, std::initializer_list<int> numbers, std::function<void(int)> action);

 private:
  Signals(Loop& loop, Fd fd, std::function<void(int)> action);
  void on_ready(std::uint32_t events) noexcept override;

  const Fd fd_;
  const std::function<void(int)> action_;
};

}  // namespace fingerpost
