// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <string>

#include "base/fd.hpp"
#include "mapd/host_addresses.hpp"

namespace fingerpost {

/** A connected stream socket whose calls wait until a deadline and no longer. One thread at a
    time. */
class TimedSocket {
 public:
  using Time = std::chrono::steady_clock::time_point;

  TimedSocket() = default;

  /** Connects to the first of the host's addresses that answers. Each gets its share of the time.
      Returns whether there is a connection; if not, why() says why. Throws only bad_alloc. */
  bool connect_tcp(HostAddresses& host, Time deadline);
  /** Connects to a Unix socket. Returns as connect_tcp() does. */
  bool connect_unix(const std::string& path);
  const std::string& why() const noexcept { return why_; }

  /** Sets when read() and write() end. After that, read() reads nothing, and write() writes what it
      can without waiting. */
  void set_deadline(Time deadline) noexcept { deadline_ = deadline; }
  /** As recv(2) and send(2). -1 with errno ETIMEDOUT at the deadline; no signal SIGPIPE. */
  ssize_t read(void* bytes, std::size_t size) noexcept;
  ssize_t write(const void* bytes, std::size_t size) noexcept;

  int descriptor() const noexcept { return fd_.get(); }

 private:
  bool connect_to(const HostAddress& address, Time deadline);

  Fd fd_;
  Time deadline_ = {};
  std::string why_ = {};
};

}  // namespace fingerpost
