// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <string>

#include "base/fd.hpp"
#include "mapd/host_addresses.hpp"

namespace fingerpost {

/** A connected stream socket whose calls block at most until a deadline. For one thread at a time.
    */
class TimedSocket {
 public:
  using Time = std::chrono::steady_clock::time_point;

  TimedSocket() = default;

  /** Connects to the first address of the host that answers. Each address gets its share of the
      time. Returns whether it succeeded; after a failure, why() returns the reason. Throws only
      bad_alloc. */
  bool connect_tcp(HostAddresses& host, Time deadline);
  /** Connects to a Unix socket. Returns and throws like connect_tcp(). */
  bool connect_unix(const std::string& path);
  const std::string& why() const noexcept { return why_; }

  /** Sets the deadline of read() and write(). After it, read() fails, and write() writes only what
      it can without blocking. */
  void set_deadline(Time deadline) noexcept { deadline_ = deadline; }
  /** These work like recv(2) and send(2), but return -1 with errno ETIMEDOUT at the deadline and
      never raise SIGPIPE. */
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
