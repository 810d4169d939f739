// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>
#include <vector>

#include "base/fd.hpp"
#include "base/shared.hpp"
#include "model/state.hpp"
#include "server/listener.hpp"

namespace fingerpost {

/** Speaks FastCGI on the listeners and answers each request by handle().

    libfcgi does the protocol, epoll the waiting: one epoll set, shared by the threads, holds the
    listeners and every idle connection, and a thread is bound to a connection only while a request
    is on it. So a web server may keep any number of connections open. */
class FcgiServer {
 public:
  /** Takes the listeners over; `state` must outlive the server. Throws Error. */
  FcgiServer(Listeners listeners, const Shared<State>& state);
  ~FcgiServer() { stop(); }
  FcgiServer(const FcgiServer&) = delete;
  FcgiServer& operator=(const FcgiServer&) = delete;

  /** Serves on so many threads, which must inherit a mask that blocks all signals that are handled.
      Throws std::system_error. */
  void start(unsigned threads);
  /** Stops accepting, answers what has begun, closes all. Takes a twentieth of a second, or up to
      twelve seconds if the web server stopped in the middle of a request. */
  void stop();

 private:
  class Worker;

  /** Registers one of the server's own descriptors. Throws Error. */
  void add(int fd, unsigned events) const;
  /** Leaves a connection to the epoll set, which owns it until it is readable. */
  void arm(Fd connection) const noexcept;
  /** A descriptor that is readable; nothing when the time is over. A negative time never is. */
  std::optional<int> wait(std::chrono::milliseconds at_most) const noexcept;
  /** A new connection, if there is one to be had. */
  Fd accept(int listener);
  /** The connection behind a readable descriptor, which is a listener or the connection itself.
      A new one on which nothing was sent yet is armed instead. */
  Fd take(int ready);
  void work();
  /** After the threads have ended: answers what waits. */
  void drain();

  Listeners listeners_;
  const Shared<State>& state_;
  Fd epoll_;
  /** Readable for ever once the server stops. */
  Fd stopping_;
  /** Out of descriptors: said once, until one can be had again. */
  std::atomic<bool> starved_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace fingerpost
