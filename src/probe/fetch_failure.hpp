// SPDX-License-Identifier: MIT
#pragma once

namespace fingerpost {

/** Why nothing was fetched. */
enum class FetchFailure {
  none,
  refused,
  /** There was no connection within 5 seconds. */
  timed_out,
  /** There was one, and then nothing more, or too little. */
  silent,
  tls,
  no_starttls,
  strange_greeting,
  other
};

}  // namespace fingerpost
