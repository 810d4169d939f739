// SPDX-License-Identifier: MIT
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace fingerpost {

/** An address that connect(2) takes. */
struct HostAddress {
  sockaddr_storage storage = {};
  socklen_t size = 0;
};

/** Finds the addresses of a host by the system's resolver (getaddrinfo(3)), which may take half a
    minute, and does not wait longer than it is told to. One thread at a time. */
class HostAddresses {
 public:
  HostAddresses(std::string host, std::uint16_t port);

  /** Returns the addresses in the order in which to try them; none if the host has none, or if they
      are not known by then. A later call takes up the question that is still on its way, so no more
      than one thread waits for the system. Throws only bad_alloc. */
  std::vector<HostAddress> find(std::chrono::steady_clock::time_point deadline);

 private:
  struct Question;

  std::string host_;
  std::string port_;
  /** Whether the host is an address itself, so that there is nothing to wait for. */
  bool numeric_;
  /** The question on its way, which its thread owns too. */
  std::shared_ptr<Question> question_;
};

}  // namespace fingerpost
