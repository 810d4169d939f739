// SPDX-License-Identifier: MIT
#include "probe/fetch.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace fingerpost;

TEST_CASE("a server that hangs up does not end the program") {
  // Nothing listens on this port.
  const Fetch what{"imap://localhost:1", "localhost", 1, {"127.0.0.1"}};
  int fetched = 0;
  const auto before = std::signal(SIGPIPE, SIG_DFL);
  const auto results = fetch({what}, {}, [&] {
    ++fetched;
    // The system does this when a program writes to a closed connection.
    std::raise(SIGPIPE);
  });
  const bool restored = std::signal(SIGPIPE, before) == SIG_DFL;
  CHECK(restored);
  CHECK(fetched == 1);
  REQUIRE(results.size() == 1);
  CHECK(results.front().failure == FetchFailure::refused);
}
