// SPDX-License-Identifier: MIT
#include "model/address.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

TEST_CASE("an address keeps its local part, and its domain is normalised") {
  const auto address = Address::parse(" Ann+Tag@Bücher.Example \n");
  REQUIRE(address);
  CHECK(address->text() == "Ann+Tag@xn--bcher-kva.example");
  CHECK(address->local_part() == "Ann+Tag");
  CHECK(address->domain().text() == "xn--bcher-kva.example");
}

TEST_CASE("the last @ separates the parts") {
  const auto address = Address::parse("\"a@b\"@example.com");
  REQUIRE(address);
  CHECK(address->local_part() == "\"a@b\"");
}

TEST_CASE("invalid addresses") {
  for (const char* const bad :
       {"", "@", "ann", "@example.com", "ann@", "a b@example.com", "a\nb@example.com",
        "a\xff@example.com", "a\x7f@example.com", "ann@exa mple.com", "ann@192.0.2.1",
        "ann@example.com>", "ann@[::1]", ".@example.com", "..@example.com", "...@example.com"})
    CHECK_FALSE(Address::parse(bad));
  CHECK_FALSE(Address::parse(std::string_view("a\0b@example.com", 15)));
}

TEST_CASE("a local part has only visible characters") {
  for (const char* const bad :
       {"a\u00a0b",      "a\u2003b",    "a\u2028b",    "a\u200bb",    "a\u200db",    "a\u202eb",
        "\u2066a\u2069", "a\u00ad",     "\ufeffa",     "a\u061c",     "a\u034f",     "a\u3164",
        "a\ufe0f",       "a\u2800",     "a\ue000",     "a\ufdd0",     "a\ufffe",     "a\u0085",
        "a\U000e0041",   "a\U000f0000", "a\U0010ffff", "a\U0001fffe", "a\U0001d173", "a\U000110bd"})
    CHECK_FALSE(Address::parse(std::string(bad) + "@example.com"));
  for (const char* const good : {"jürgen", "用户", "δοκιμή", "पता", "бор", "شبكة", "a\u0301",
                                 "a\u00a1", "\u2010", "\u2030", "\u2070", "\u27ff", "\u3001",
                                 "\uf900", "\ufe10", "\ufffd", "\U0001f600", "!#$%&'*+-/=?^_`{|}~"})
    CHECK(Address::parse(std::string(good) + "@example.com"));
}

TEST_CASE("a local part has at most 64 bytes") {
  CHECK(Address::parse(std::string(64, 'a') + "@example.com"));
  CHECK_FALSE(Address::parse(std::string(65, 'a') + "@example.com"));
}
