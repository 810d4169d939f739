// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace fingerpost {

/** The peers that may connect to a web server: an IP network, or all Unix sockets. */
class Network {
 public:
  /** Parses `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32` or `unix`. Returns nothing for any other
      text, such as a host name, a zone or an address in brackets. */
  static std::optional<Network> parse(std::string_view text);

  /** Whether the parsed address is the first of its network, as in 10.0.0.0/8. It is not in
      10.0.0.1/8, which could mean one address or a network. */
  bool begins_with_address() const noexcept;
  /** Whether the network holds every IPv4 address, or every IPv6 address. */
  bool is_everything() const noexcept;

  friend bool operator==(const Network&, const Network&) = default;

 private:
  friend bool contain(std::span<const Network> networks, std::string_view peer);

  /** An IPv6 address, or an IPv4 address mapped to ::ffff:0:0/96 (RFC 4291 section 2.5.5.2), as
      dual-stack sockets report it. */
  using Bytes = std::array<std::uint8_t, 16>;
  static std::optional<Bytes> parse_address(std::string_view text);
  bool contains(const std::optional<Bytes>& peer) const noexcept;

  /** The parsed address; empty for Unix sockets. */
  std::optional<Bytes> address_ = {};
  unsigned bits_ = 0;
};

/** Whether one of the networks holds `peer`, which is an IP address, or a text that begins with
    `unix:`, as nginx writes a peer on a Unix socket. False for any other text. Total. */
bool contain(std::span<const Network> networks, std::string_view peer);

}  // namespace fingerpost
