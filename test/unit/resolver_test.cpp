// SPDX-License-Identifier: MIT
#include "probe/resolver.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

TEST_CASE("a DNS server is an address, perhaps with a port") {
  for (const char* const text :
       {"192.0.2.1", "192.0.2.1:5353", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:53", "::1"}) {
    CAPTURE(text);
    CHECK(Resolver::parse(text));
  }
  for (const char* const text :
       {"", "ns.example.com", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", "192.0.2.1:x",
        "[2001:db8::1", "2001:db8::1]:53", "[]", ":53"}) {
    CAPTURE(text);
    CHECK(!Resolver::parse(text));
  }
}
