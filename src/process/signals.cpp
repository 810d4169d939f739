// SPDX-License-Identifier: MIT
#include "process/signals.hpp"

#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <utility>

#include "base/error.hpp"

namespace fingerpost {

namespace {

Fd block_and_open(std::initializer_list<int> numbers) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : numbers) sigaddset(&signals, number);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return Fd(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

}  // namespace

Signals::Signals(Loop& loop, std::initializer_list<int> numbers, std::function<void(int)> action)
    : Signals(loop, block_and_open(numbers), std::move(action)) {}

Signals::Signals(Loop& loop, Fd fd, std::function<void(int)> action)
    : Source(loop, fd.get()), fd_(std::move(fd)), action_(std::move(action)) {
  if (!fd_ || !await(EPOLLIN)) throw Error("signalfd: {}", errno_text());
}

void Signals::on_ready(std::uint32_t) noexcept {
  signalfd_siginfo signal;
  while (read(fd_.get(), &signal, sizeof signal) == sizeof signal)
    action_(static_cast<int>(signal.ssi_signo));
}

}  // namespace fingerpost
