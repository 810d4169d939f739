// SPDX-License-Identifier: MIT
#include "model/domain.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

namespace {

std::string parsed(std::string_view text) {
  const auto domain = Domain::parse(text);
  return domain ? domain->text() : "-";
}

std::string of_host(std::string_view host) {
  const auto domain = domain_of_host(host);
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

TEST_CASE("what is no host name is no domain") {
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

TEST_CASE("people see U-labels where these lead back to the name") {
  CHECK(to_u_labels("xn--mller-kva.example") == "müller.example");
  CHECK(to_u_labels("mail.xn--r8jz45g.xn--zckzah") == "mail.例え.テスト");
  CHECK(to_u_labels("xn--fa-hia.example") == "faß.example");
  CHECK(to_u_labels("example.com") == "example.com");
  CHECK(to_u_labels("xn--.example") == "xn--.example");
  CHECK(to_u_labels("xn--99999999.example") == "xn--99999999.example");
  CHECK(to_u_labels("").empty());
}

TEST_CASE("domain_of_host") {
  CHECK(of_host("autoconfig.example.com") == "example.com");
  CHECK(of_host("AutoDiscover.example.com:443") == "example.com");
  CHECK(of_host("ua-auto-config.example.com") == "example.com");
  CHECK(of_host("www.example.com") == "www.example.com");
  CHECK(of_host("autoconfig.autodiscover.example.com") == "autodiscover.example.com");
  CHECK(of_host("autoconfig.") == "autoconfig");
  CHECK(of_host(" example.com ") == "example.com");
  for (const char* const bad : {"", ":443", "[::1]:443", "192.0.2.1:80", "a b", "example.com:x",
                                "autodiscover. example.com"})
    CHECK(of_host(bad) == "-");
}

TEST_CASE("a host that is no legal name stands for no domain, even if what follows the prefix is") {
  const std::string label(60, 'a');
  const std::string domain = label + "." + label + "." + label + "." + label + ".example";
  REQUIRE(domain.size() < 253);
  CHECK(of_host(domain) == domain);
  CHECK(of_host("autodiscover." + domain) == "-");
}
