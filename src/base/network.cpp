// SPDX-License-Identifier: MIT
#include "base/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "base/text.hpp"

namespace fingerpost {

namespace {

/** The length in bits of the prefix ::ffff: of an IPv4-mapped address. */
constexpr unsigned mapped_bits = 96;
constexpr unsigned all_bits = 128;

/** Returns the mask of the bits in the byte at `index` that belong to a prefix of `bits`. */
std::uint8_t mask(std::size_t index, unsigned bits) noexcept {
  const unsigned before = static_cast<unsigned>(index) * 8;
  const unsigned own = bits <= before ? 0 : std::min(bits - before, 8U);
  return static_cast<std::uint8_t>(0xff00U >> own);
}

}  // namespace

std::optional<Network::Bytes> Network::parse_address(std::string_view text) {
  if (text.size() >= INET6_ADDRSTRLEN) return std::nullopt;
  const std::string terminated(text);
  Bytes bytes{};
  if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return bytes;
  in_addr ipv4;
  if (inet_pton(AF_INET, terminated.c_str(), &ipv4) != 1) return std::nullopt;
  bytes = {};
  bytes[10] = bytes[11] = 0xff;
  std::memcpy(bytes.data() + 12, &ipv4, 4);
  return bytes;
}

std::optional<Network> Network::parse(std::string_view text) {
  Network network;
  if (text == "unix") return network;
  const auto slash = text.find('/');
  const std::string_view address = text.substr(0, slash);
  network.address_ = parse_address(address);
  if (!network.address_) return std::nullopt;
  const unsigned before = address.find(':') == address.npos ? mapped_bits : 0;
  network.bits_ = all_bits;
  if (slash == text.npos) return network;
  const auto bits = parse_unsigned(text.substr(slash + 1), all_bits - before);
  if (!bits) return std::nullopt;
  network.bits_ = before + static_cast<unsigned>(*bits);
  return network;
}

bool Network::begins_with_address() const noexcept {
  for (std::size_t i = 0; address_ && i < address_->size(); ++i)
    if (((*address_)[i] & ~mask(i, bits_)) != 0) return false;
  return true;
}

bool Network::is_everything() const noexcept {
  return address_ && (bits_ == 0 || (bits_ == mapped_bits && (*address_)[10] == 0xff));
}

bool Network::contains(const std::optional<Bytes>& peer) const noexcept {
  if (!peer || !address_) return !peer && !address_;
  for (std::size_t i = 0; i < peer->size(); ++i)
    if ((((*address_)[i] ^ (*peer)[i]) & mask(i, bits_)) != 0) return false;
  return true;
}

bool contain(std::span<const Network> networks, std::string_view peer) {
  if (networks.empty()) return false;
  const auto address = Network::parse_address(peer);
  if (!address && !peer.starts_with("unix:")) return false;
  return std::any_of(networks.begin(), networks.end(),
                     [&](const Network& network) { return network.contains(address); });
}

}  // namespace fingerpost
