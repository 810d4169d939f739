// SPDX-License-Identifier: MIT
#pragma once

#include <boost/intrusive/list.hpp>
#include <cstddef>

#include "lookup/map_limits.hpp"
#include "lookup/map_line.hpp"
#include "lookup/waiter.hpp"
#include "process/loop.hpp"

namespace fingerpost {

/** The questions of all maps that have no answer yet, and their waiters. Limits the number and the
    age of questions, and notifies waiters. Only the loop's thread may use it. */
class WaitingRoom {
  struct Age;
  using AgeHook =
      boost::intrusive::list_base_hook<boost::intrusive::tag<Age>,
                                       boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

 public:
  using Time = Loop::Clock::time_point;

  /** A question that may have waiters. It must leave before it is destroyed. */
  class Question : public MapLine::Question, public AgeHook {
   public:
    Time asked() const noexcept { return asked_; }
    void add(Waiter& waiter) noexcept { waiters_.push_back(waiter); }

   private:
    friend class WaitingRoom;

    /** Called when it has stayed too long; it must leave then. */
    virtual void on_late() noexcept = 0;

    Time asked_ = {};
    std::size_t memory_ = 0;
    boost::intrusive::list<Waiter, boost::intrusive::constant_time_size<false>> waiters_;
  };

  WaitingRoom(Loop& loop, const MapLimits& limits);
  WaitingRoom(const WaitingRoom&) = delete;
  WaitingRoom& operator=(const WaitingRoom&) = delete;

  /** Whether a question of `memory` bytes may enter. */
  bool has_room(std::size_t memory) const noexcept;
  void enter(Question& question, std::size_t memory, Time now) noexcept;
  /** Removes a question. Its waiters are notified later, but before the loop waits again. */
  void leave(Question& question) noexcept;

 private:
  void tell() noexcept;
  void give_up() noexcept;

  const MapLimits& limits_;
  /** Ordered by age, oldest first. */
  boost::intrusive::list<Question, boost::intrusive::base_hook<AgeHook>,
                         boost::intrusive::constant_time_size<false>>
      questions_;
  std::size_t count_ = 0;
  std::size_t memory_ = 0;
  /** The waiters to notify. */
  boost::intrusive::list<Waiter, boost::intrusive::constant_time_size<false>> told_;
  Timer tell_;
  Timer give_up_;
};

}  // namespace fingerpost
