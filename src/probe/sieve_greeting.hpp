// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.hpp"
#include "probe/fetch_failure.hpp"

namespace fingerpost {

/** The result of greeting a ManageSieve server (RFC 5804), which libcurl does not support. Texts
    come from the server unchanged and must not be trusted. */
struct SieveGreeting {
  FetchFailure failure = FetchFailure::none;
  /** A description of the failure. */
  std::string failure_text = {};
  /** The server's first line, without quotation marks. */
  std::string greeting = {};
  /** The dialogue, in the form that read_offers() reads. */
  std::string transcript = {};
  /** The address that answered. */
  std::string address = {};
  /** The connection, on which the server waits for the first byte of TLS. Not open after a failure
      or without `starttls`. */
  Fd socket = {};
};

/** Connects to the first address that answers, reads the greeting, and sends STARTTLS if `starttls`
    is set. Takes at most 5 seconds. Callable from any thread. Throws only bad_alloc. */
SieveGreeting greet_sieve(const std::vector<std::string>& addresses, std::uint16_t port,
                          bool starttls);

/** Returns whether a line is the last of a ManageSieve server's answer: OK, NO or BYE (RFC 5804
    section 1.2). */
bool ends_sieve_answer(std::string_view line) noexcept;

}  // namespace fingerpost
