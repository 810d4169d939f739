// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.hpp"
#include "probe/fetch_failure.hpp"

namespace fingerpost {

/** What came of greeting a ManageSieve server (RFC 5804), which libcurl cannot do. All that it said is
    as it said it: not to be trusted. */
struct SieveGreeting {
  FetchFailure failure = FetchFailure::none;
  /** The system's reason, if the server cannot be reached. */
  std::string failure_text = {};
  /** The server's first line, without quotation marks. */
  std::string greeting = {};
  /** All that was said, as read_offers() reads it. */
  std::string transcript = {};
  /** The address that answered. */
  std::string address = {};
  /** Its connection, on which it waits for the first byte of TLS. None after a failure or without
      `starttls`. */
  Fd socket = {};
};

/** Connects to the first of the addresses that answers, waits for the greeting, and has the server
    begin with TLS if `starttls` is set. Takes 5 seconds at most. Throws Error where the system
    refuses a socket. Several threads may call it at once. */
SieveGreeting greet_sieve(const std::vector<std::string>& addresses, std::uint16_t port,
                          bool starttls);

/** Whether a line is the last of a ManageSieve server's answer: OK, NO or BYE (RFC 5804 section
    1.2). */
bool ends_sieve_answer(std::string_view line) noexcept;

}  // namespace fingerpost
