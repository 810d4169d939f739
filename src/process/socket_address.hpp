// SPDX-License-Identifier: MIT
#pragma once

#include <sys/socket.h>

#include <string>

#include "base/endpoint.hpp"

namespace fingerpost {

/** An address in the form that bind(2) and connect(2) take. */
struct SocketAddress {
  sockaddr_storage storage = {};
  socklen_t size = 0;

  const sockaddr* generic() const noexcept { return reinterpret_cast<const sockaddr*>(&storage); }
};

/** Returns the address of an endpoint. Cuts a path that is too long. */
SocketAddress socket_address(const Endpoint& endpoint) noexcept;

/** Returns the endpoint as it is written in a configuration: `/run/a.sock`, `127.0.0.1:9000` or
    `[::1]:9000`. */
std::string name_of(const Endpoint& endpoint);

}  // namespace fingerpost
