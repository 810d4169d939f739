// SPDX-License-Identifier: MIT
#include "process/signals.hpp"

#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "base/error.hpp"

namespace fingerpost {

namespace {

sigset_t set_of(std::initializer_list<int> numbers) noexcept {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : numbers) sigaddset(&signals, number);
  return signals;
}

Fd block_and_open(std::initializer_list<int> numbers) {
  block_signals(numbers);
  const sigset_t signals = set_of(numbers);
  return Fd(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

void end_at_once(int) {
  _exit(EXIT_SUCCESS);
}

}  // namespace

void let_signals_end_process() noexcept {
  struct sigaction action = {};
  action.sa_handler = end_at_once;
  for (const int number : {SIGINT, SIGTERM}) sigaction(number, &action, nullptr);
}

void block_signals(std::initializer_list<int> numbers) noexcept {
  const sigset_t signals = set_of(numbers);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

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
