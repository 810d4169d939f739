// SPDX-License-Identifier: MIT
#include "model/address.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

TEST_CASE("an address keeps its text, and its domain is normalised") {
  const auto address = Address::parse(" Ann+Tag@Bücher.Example \n");
  REQUIRE(address);
  CHECK(address->text() == "Ann+Tag@Bücher.Example");
  CHECK(address->local_part() == "Ann+Tag");
  CHECK(address->domain().text() == "xn--bcher-kva.example");
}

TEST_CASE("the last @ divides") {
  const auto address = Address::parse("\"a@b\"@example.com");
  REQUIRE(address);
  CHECK(address->local_part() == "\"a@b\"");
}

TEST_CASE("what is no address") {
  for (const char* const bad :
       {"", "@", "ann", "@example.com", "ann@", "a b@example.com", "a\nb@example.com",
        "a\xff@example.com", "a\x7f@example.com", "ann@exa mple.com", "ann@192.0.2.1",
        "ann@example.com>", "ann@[::1]"})
    CHECK_FALSE(Address::parse(bad));
  CHECK_FALSE(Address::parse(std::string_view("a\0b@example.com", 15)));
}

TEST_CASE("a local part has at most 64 bytes") {
  CHECK(Address::parse(std::string(64, 'a') + "@example.com"));
  CHECK_FALSE(Address::parse(std::string(65, 'a') + "@example.com"));
}
