// SPDX-License-Identifier: MIT
#include "process/loop.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/log.hpp"

namespace fingerpost {

Loop::Loop() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  if (!epoll_) throw Error("epoll: {}", errno_text());
}

bool Loop::run_round(std::chrono::milliseconds at_most) noexcept {
  const int count =
      epoll_wait(epoll_.get(), room_.data(), static_cast<int>(room_.size()), timeout(at_most));
  const LogRound lines;
  round_began_ = Clock::now();
  ready_ = std::span(room_).first(count > 0 ? static_cast<std::size_t>(count) : 0);
  while (!ready_.empty()) {
    const epoll_event event = ready_.front();
    ready_ = ready_.subspan(1);
    if (event.data.ptr) static_cast<Source*>(event.data.ptr)->on_ready(event.events);
  }
  run_timers();
  return count > 0;
}

int Loop::timeout(std::chrono::milliseconds at_most) const noexcept {
  if (!timers_.empty()) {
    const auto left = timers_.begin()->end_ - Clock::now();
    at_most = std::clamp(std::chrono::ceil<std::chrono::milliseconds>(left),
                         std::chrono::milliseconds(0), at_most);
  }
  return static_cast<int>(at_most.count());
}

void Loop::run_timers() noexcept {
  if (timers_.empty()) return;
  const auto now = Clock::now();
  while (!timers_.empty() && timers_.begin()->end_ <= now) {
    Timer& timer = *timers_.begin();
    timer.clear();
    timer.action_();
  }
}

Source::~Source() {
  for (epoll_event& event : loop_.ready_)
    if (event.data.ptr == this) event.data.ptr = nullptr;
}

bool Source::await(std::uint32_t events) noexcept {
  if (events == awaited_) return true;
  const int operation = events == 0 ? EPOLL_CTL_DEL : awaited_ == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  epoll_event event = {.events = events, .data = {.ptr = this}};
  if (epoll_ctl(loop_.epoll_.get(), operation, fd_, &event) != 0) return false;
  awaited_ = events;
  return true;
}

void Timer::set(Loop::Clock::duration from_now) noexcept {
  clear();
  end_ = Loop::Clock::now() + from_now;
  loop_.timers_.insert(*this);
}

}  // namespace fingerpost
