// SPDX-License-Identifier: MIT
#include "model/domain.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

namespace {

std::string parsed(std::string_view text) {
  const auto domain = Domain::parse(text);
  return domain ? domain->text() : "-";
}

}  // namespace

TEST_CASE("a domain is A-labels in lower case") {
  CHECK(parsed("example.com") == "example.com");
  CHECK(parsed("Example.COM.") == "example.com");
  CHECK(parsed("localhost") == "localhost");
  CHECK(parsed("bücher.example") == "xn--bcher-kva.example");
  CHECK(parsed("BÜCHER.example") == "xn--bcher-kva.example");
  CHECK(parsed("XN--BCHER-KVA.example") == "xn--bcher-kva.example");
  CHECK(parsed("faß.example") == "xn--fa-hia.example");
  CHECK(parsed("例え。テスト") == "xn--r8jz45g.xn--zckzah");
  CHECK(parsed("1and1.com") == "1and1.com");
}

TEST_CASE("a text that is not a host name is not a domain") {
  for (const char* const bad :
       {"", ".", "a..b", ".a", "-a.b", "a-.b", "a_b.c", "a b.c", "192.0.2.1", "[::1]", "a/b", "a:1",
        "a\xff.example", "xn--\xc3\xbc.example", "ex\"ample.com", "a.b\n"})
    CHECK(parsed(bad) == "-");
  CHECK(parsed(std::string_view("a\0.b", 4)) == "-");
}

TEST_CASE("the limits of RFC 1035") {
  const std::string label(63, 'a');
  CHECK(parsed(label + ".b") == label + ".b");
  CHECK(parsed(label + "a.b") == "-");
  const std::string name = label + "." + label + "." + label + "." + std::string(61, 'b');
  REQUIRE(name.size() == 253);
  CHECK(parsed(name) == name);
  CHECK(parsed(name + "b") == "-");
  CHECK(parsed(std::string(100000, 'a')) == "-");
  std::string umlauts;
  for (int i = 0; i < 100000; ++i) umlauts += "ü";
  CHECK(parsed(umlauts) == "-");
}

TEST_CASE("people see U-labels if these convert back to the name") {
  CHECK(to_u_labels("xn--mller-kva.example") == "müller.example");
  CHECK(to_u_labels("mail.xn--r8jz45g.xn--zckzah") == "mail.例え.テスト");
  CHECK(to_u_labels("xn--fa-hia.example") == "faß.example");
  CHECK(to_u_labels("example.com") == "example.com");
  CHECK(to_u_labels("xn--.example") == "xn--.example");
  CHECK(to_u_labels("xn--99999999.example") == "xn--99999999.example");
  CHECK(to_u_labels("").empty());
}
