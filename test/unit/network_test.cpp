// SPDX-License-Identifier: MIT
#include "base/network.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace fingerpost;

namespace {

bool holds(const char* network, const char* peer) {
  const std::vector networks = {Network::parse("198.51.100.1").value(),
                                Network::parse(network).value()};
  return contain(networks, peer);
}

}  // namespace

TEST_CASE("valid and invalid networks") {
  for (const char* const good : {"192.0.2.7", "0.0.0.0/0", "10.0.0.0/8", "10.0.0.1/32", "::1",
                                 "::/0", "2001:db8::/32", "fd00::1/128", "unix"})
    CHECK(Network::parse(good));
  for (const char* const bad :
       {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8",
        "10.0.0/8", "10.0.0.0/255.0.0.0", "::/129", "[::1]", "fe80::1%eth0", "proxy.example",
        "localhost", "unix:", "UNIX", "127.0.0.1:80", " 10.0.0.1"})
    CHECK_FALSE(Network::parse(bad));
}

TEST_CASE("the addresses of a network") {
  CHECK(holds("192.0.2.7", "192.0.2.7"));
  CHECK_FALSE(holds("192.0.2.7", "192.0.2.8"));
  CHECK(holds("10.0.0.0/8", "10.255.0.1"));
  CHECK_FALSE(holds("10.0.0.0/8", "11.0.0.1"));
  CHECK(holds("192.0.2.128/25", "192.0.2.129"));
  CHECK_FALSE(holds("192.0.2.128/25", "192.0.2.127"));
  CHECK(holds("0.0.0.0/0", "203.0.113.9"));
  CHECK_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
  CHECK(holds("2001:db8::/33", "2001:DB8:7fff::1"));
  CHECK_FALSE(holds("2001:db8::/33", "2001:db8:8000::1"));
  CHECK(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
  CHECK(holds("unix", "unix:"));
  CHECK_FALSE(holds("unix", "127.0.0.1"));
  CHECK_FALSE(holds("unix", ""));
  for (const char* const peer : {"", "unix:", "10.0.0.1:80", "10.0.0.1, 10.0.0.2", "proxy.example"})
    CHECK_FALSE(holds("10.0.0.0/8", peer));
  CHECK_FALSE(contain({}, "10.0.0.1"));
}

TEST_CASE("a network begins with its first address") {
  CHECK(Network::parse("10.0.0.0/8")->begins_with_address());
  CHECK(Network::parse("10.0.0.1")->begins_with_address());
  CHECK(Network::parse("unix")->begins_with_address());
  CHECK_FALSE(Network::parse("10.0.0.1/8")->begins_with_address());
  CHECK_FALSE(Network::parse("2001:db8::1/32")->begins_with_address());
}

TEST_CASE("networks of all addresses") {
  CHECK(Network::parse("0.0.0.0/0")->is_everything());
  CHECK(Network::parse("::/0")->is_everything());
  CHECK_FALSE(Network::parse("0.0.0.0/1")->is_everything());
  CHECK_FALSE(Network::parse("::/96")->is_everything());
  CHECK_FALSE(Network::parse("unix")->is_everything());
}
