// SPDX-License-Identifier: MIT
#pragma once

#include <sys/epoll.h>

#include <array>
#include <boost/intrusive/set.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <span>

#include "base/fd.hpp"

namespace fingerpost {

class Source;
class Loop;

/** Calls a function once, a while after it was set. The loop must outlive it. */
class Timer : public boost::intrusive::set_base_hook<
                  boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  using Clock = std::chrono::steady_clock;

  /** `action` must not throw; as its last act it may destroy the timer. */
  Timer(Loop& loop, std::function<void()> action) : loop_(loop), action_(std::move(action)) {}

  /** Sets the time anew, if it was set. Takes no memory. */
  void set(Clock::duration from_now) noexcept;
  void set_unless_set(Clock::duration from_now) noexcept {
    if (!is_set()) set(from_now);
  }
  void clear() noexcept { unlink(); }
  bool is_set() const noexcept { return is_linked(); }

  /** Orders timers by their time. */
  friend bool operator<(const Timer& a, const Timer& b) noexcept { return a.end_ < b.end_; }

 private:
  friend class Loop;

  Loop& loop_;
  std::function<void()> action_;
  Clock::time_point end_ = {};
};

/** Waits for descriptors and for time, and calls whoever asked. All that it calls runs in the one
    thread that calls run_round(), one after the other, so nothing that is used only there needs a
    lock. */
class Loop {
 public:
  using Clock = Timer::Clock;

  /** Throws Error. */
  Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /** Waits until a source is ready or a timer runs out, for `at_most` at the longest, and calls
      those concerned. Lines that they log are written together at the end. Returns whether a source
      was ready. */
  bool run_round(std::chrono::milliseconds at_most = std::chrono::hours(1)) noexcept;

  /** Returns when the round began to call sources: what they do now was ready then. */
  Clock::time_point round_began() const noexcept { return round_began_; }

 private:
  friend class Source;
  friend class Timer;

  using Timers = boost::intrusive::multiset<Timer, boost::intrusive::constant_time_size<false>>;

  int timeout(std::chrono::milliseconds at_most) const noexcept;
  void run_timers() noexcept;

  /** The number of sources called before the loop looks again. */
  static constexpr std::size_t most_at_once = 64;

  Fd epoll_;
  std::array<epoll_event, most_at_once> room_;
  /** The sources found ready and not yet called. */
  std::span<epoll_event> ready_ = {};
  Timers timers_;
  Clock::time_point round_began_ = {};
};

/** Something with a descriptor that a loop can wait for. The loop must outlive it. */
class Source {
 public:
  /** `fd` stays with the caller. If it is closed, its last duplicate ends the waiting. */
  Source(Loop& loop, int fd) noexcept : loop_(loop), fd_(fd) {}
  /** It may be destroyed while the loop calls any source, this one too. */
  virtual ~Source();
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  /** Waits for these events of epoll_ctl(2) instead of those before; for none if 0. Returns false
      if the kernel lacks memory for that. */
  bool await(std::uint32_t events) noexcept;

  int fd() const noexcept { return fd_; }

 protected:
  /** Called for each round in which one of the events, or EPOLLHUP or EPOLLERR, holds. */
  virtual void on_ready(std::uint32_t events) noexcept = 0;

 private:
  friend class Loop;

  Loop& loop_;
  const int fd_;
  std::uint32_t awaited_ = 0;
};

}  // namespace fingerpost
