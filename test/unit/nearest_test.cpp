// SPDX-License-Identifier: MIT
#include "base/nearest.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace fingerpost;

TEST_CASE("did_you_mean") {
  constexpr std::array<std::string_view, 5> words = {"provider", "port", "imap", "security", "tls"};
  CHECK(did_you_mean("provder", words) == "; did you mean \"provider\"?");
  CHECK(did_you_mean("Prot", words) == "; did you mean \"port\"?");
  CHECK(did_you_mean("iamp", words) == "; did you mean \"imap\"?");
  CHECK(did_you_mean("secruty", words) == "; did you mean \"security\"?");
  CHECK(did_you_mean("mail", words).empty());
  CHECK(did_you_mean("", words).empty());
  CHECK(did_you_mean(std::string(100000, 'p'), words).empty());
}
