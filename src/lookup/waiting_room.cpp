// SPDX-License-Identifier: MIT
#include "lookup/waiting_room.hpp"

#include <utility>

namespace fingerpost {

WaitingRoom::WaitingRoom(Loop& loop, const MapLimits& limits)
    : limits_(limits), tell_(loop, [this] { tell(); }), give_up_(loop, [this] { give_up(); }) {}

bool WaitingRoom::has_room(std::size_t memory) const noexcept {
  return count_ < limits_.questions && memory <= limits_.question_memory - memory_;
}

void WaitingRoom::enter(Question& question, std::size_t memory, Time now) noexcept {
  question.asked_ = now;
  question.memory_ = memory;
  questions_.push_back(question);
  ++count_;
  memory_ += memory;
  give_up_.set_unless_set(limits_.answer);
}

void WaitingRoom::leave(Question& question) noexcept {
  question.AgeHook::unlink();
  --count_;
  memory_ -= question.memory_;
  if (question.waiters_.empty()) return;
  told_.splice(told_.end(), question.waiters_);
  tell_.set_unless_set(Loop::Clock::duration::zero());
}

void WaitingRoom::tell() noexcept {
  // A notified waiter may look up again, which may add others to the list.
  auto now = std::move(told_);
  while (!now.empty()) {
    Waiter& waiter = now.front();
    waiter.stop_waiting();
    waiter.on_known();
  }
}

void WaitingRoom::give_up() noexcept {
  const Time now = Loop::Clock::now();
  while (!questions_.empty() && now >= questions_.front().asked_ + limits_.answer)
    questions_.front().on_late();
  if (!questions_.empty()) give_up_.set(questions_.front().asked_ + limits_.answer - now);
}

}  // namespace fingerpost
