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

/** Calls a function once, some time after it was set. The loop must outlive the timer. */
class Timer : public boost::intrusive::set_base_hook<
                  boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  using Clock = std::chrono::steady_clock;

  /** `action` must not throw. It may destroy the timer as its last step. */
  Timer(Loop& loop, std::function<void()> action) : loop_(loop), action_(std::move(action)) {}

  /** Sets the time, replacing one that is set. Allocates nothing. */
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

/** Waits for descriptors and timers, and calls their owners. All calls happen one after the other
    in the thread that calls run_round(), so data used only there needs no lock. */
class Loop {
 public:
  using Clock = Timer::Clock;

  /** Throws Error. */
  Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /** Waits at most `at_most` until a source is ready or a timer expires, and calls them. Writes the
      lines that they log together at the end. Returns whether a source was ready. */
  bool run_round(std::chrono::milliseconds at_most = std::chrono::hours(1)) noexcept;

  /** Returns the time when the current round began. Everything that its sources find ready was
      ready by then. */
  Clock::time_point round_began() const noexcept { return round_began_; }

 private:
  friend class Source;
  friend class Timer;

  using Timers = boost::intrusive::multiset<Timer, boost::intrusive::constant_time_size<false>>;

  int timeout(std::chrono::milliseconds at_most) const noexcept;
  void run_timers() noexcept;

  /** The most sources that one round calls. */
  static constexpr std::size_t most_at_once = 64;

  Fd epoll_;
  std::array<epoll_event, most_at_once> room_;
  /** The sources that are ready and were not called yet. */
  std::span<epoll_event> ready_ = {};
  Timers timers_;
  Clock::time_point round_began_ = {};
};

/** An object with a descriptor that the loop waits for. The loop must outlive it. */
class Source {
 public:
  /** The caller keeps ownership of `fd`. After close(), the kernel stops waiting once no duplicate
      of the descriptor is left. */
  Source(Loop& loop, int fd) noexcept : loop_(loop), fd_(fd) {}
  /** A source may be destroyed while the loop calls any source, including this one. */
  virtual ~Source();
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  /** Waits for these events of epoll_ctl(2) instead of the previous ones; 0 means none. Returns
      false if the kernel has no memory for that. */
  bool await(std::uint32_t events) noexcept;

  int fd() const noexcept { return fd_; }

 protected:
  /** Called in each round in which one of the events, or EPOLLHUP or EPOLLERR, is present. */
  virtual void on_ready(std::uint32_t events) noexcept = 0;

 private:
  friend class Loop;

  Loop& loop_;
  const int fd_;
  std::uint32_t awaited_ = 0;
};

}  // namespace fingerpost
