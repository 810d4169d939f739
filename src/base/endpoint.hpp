// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace fingerpost {

/** An address on which the responder opens a socket of its own. */
struct Endpoint {
  enum class Kind { unix_socket, ipv4, ipv6 };

  Kind kind;
  /** A path, or a numeric address. */
  std::string address;
  /** 0 for a path. */
  std::uint16_t port = 0;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

}  // namespace fingerpost
