// SPDX-License-Identifier: MIT
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace fingerpost {

/** An address for connect(2). */
struct HostAddress {
  sockaddr_storage storage = {};
  socklen_t size = 0;
};

/** Resolves a host with getaddrinfo(3), which may take half a minute, but waits for it only until a
    deadline. For one thread at a time. */
class HostAddresses {
 public:
  HostAddresses(std::string host, std::uint16_t port);

  /** Returns the addresses in the order in which to try them. Returns none if the host has none or
      if the resolver has not answered by the deadline. A later call then waits for the same query,
      so at most one thread is blocked in the resolver. Throws only bad_alloc. */
  std::vector<HostAddress> find(std::chrono::steady_clock::time_point deadline);

 private:
  struct Question;

  std::string host_;
  std::string port_;
  /** Whether the host is an IP address, which resolves without waiting. */
  bool numeric_;
  /** The running query, shared with its thread. */
  std::shared_ptr<Question> question_;
};

}  // namespace fingerpost
