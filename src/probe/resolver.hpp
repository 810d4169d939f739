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
  /** Uses the servers in /etc/resolv.conf. */
  Resolver() = default;
  /** Parses `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`. Returns nothing
      for other texts. */
  static std::optional<Resolver> parse(std::string_view text);

  /** Asks all questions in parallel, each in its own thread: up to four times in 5 seconds, and
      over TCP if the answer is too long for UDP. Returns the answers in the order of the questions.
      Calls `answered` once for each, in the caller's thread. Throws Error if no DNS server is
      configured. */
  std::vector<DnsAnswer> ask(const std::vector<DnsQuestion>& questions,
                             const std::function<void()>& answered) const;

 private:
  /** Empty to use the system's servers. */
  std::string address_;
  std::uint16_t port_ = 53;
};

}  // namespace fingerpost
