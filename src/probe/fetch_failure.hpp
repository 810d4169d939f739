// SPDX-License-Identifier: MIT
#pragma once

namespace fingerpost {

/** Why a fetch failed. */
enum class FetchFailure {
  none,
  refused,
  /** No connection within 5 seconds. */
  timed_out,
  /** A connection, but then no complete answer within 5 seconds. */
  silent,
  tls,
  no_starttls,
  strange_greeting,
  other
};

}  // namespace fingerpost
