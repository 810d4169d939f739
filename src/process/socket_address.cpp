// SPDX-License-Identifier: MIT
#include "process/socket_address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cstring>

namespace fingerpost {

namespace {

template <class Address>
SocketAddress wrap(const Address& address) noexcept {
  SocketAddress wrapped;
  static_assert(sizeof address <= sizeof wrapped.storage);
  std::memcpy(&wrapped.storage, &address, sizeof address);
  wrapped.size = sizeof address;
  return wrapped;
}

}  // namespace

SocketAddress socket_address(const Endpoint& endpoint) noexcept {
  switch (endpoint.kind) {
    case Endpoint::Kind::unix_socket: {
      sockaddr_un address = {};
      address.sun_family = AF_UNIX;
      endpoint.address.copy(address.sun_path, sizeof address.sun_path - 1);
      return wrap(address);
    }
    case Endpoint::Kind::ipv4: {
      sockaddr_in address = {};
      address.sin_family = AF_INET;
      address.sin_port = htons(endpoint.port);
      inet_pton(AF_INET, endpoint.address.c_str(), &address.sin_addr);
      return wrap(address);
    }
    case Endpoint::Kind::ipv6: {
      sockaddr_in6 address = {};
      address.sin6_family = AF_INET6;
      address.sin6_port = htons(endpoint.port);
      inet_pton(AF_INET6, endpoint.address.c_str(), &address.sin6_addr);
      return wrap(address);
    }
  }
  return {};
}

std::string name_of(const Endpoint& endpoint) {
  switch (endpoint.kind) {
    case Endpoint::Kind::unix_socket:
      return endpoint.address;
    case Endpoint::Kind::ipv4:
      return fmt::format("{}:{}", endpoint.address, endpoint.port);
    case Endpoint::Kind::ipv6:
      return fmt::format("[{}]:{}", endpoint.address, endpoint.port);
  }
  return {};
}

}  // namespace fingerpost
