// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probe/dns_message.hpp"

namespace fingerpost {

/** The DNS servers to ask, and how to ask them. */
class Resolver {
 public:
  /** The servers of /etc/resolv.conf. */
  Resolver() = default;
  /** `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`. Nothing for anything
      else. */
  static std::optional<Resolver> parse(std::string_view text);

  /** Asks all at once, each on a thread of its own: up to four times in 5 seconds, over TCP where
      an answer is too long for UDP. Returns the answers in the order of the questions. Calls
      `answered` once for each, on the caller's thread. Throws Error if there is no DNS server. */
  std::vector<DnsAnswer> ask(const std::vector<DnsQuestion>& questions,
                             const std::function<void()>& answered) const;

 private:
  /** Empty for the system's. */
  std::string address_;
  std::uint16_t port_ = 53;
};

}  // namespace fingerpost
