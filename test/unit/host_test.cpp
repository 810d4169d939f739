// SPDX-License-Identifier: MIT
#include "model/host.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

namespace {

/** Returns the domain that a host stands for if these domains are served, or "-" if there is
    none. */
std::string of_host(std::string_view host, std::initializer_list<const char*> served = {}) {
  Catalog catalog;
  for (const char* const pattern : served)
    catalog.add_domain(DomainPattern::parse(pattern).value(), catalog.add_provider(pattern));
  const auto [https, name, domain, provider] = read_host(catalog, host);
  CHECK(provider == (domain ? catalog.find(*domain) : nullptr));
  return domain ? domain->text() : "-";
}

}  // namespace

TEST_CASE("the domain that a host stands for if nobody serves it") {
  CHECK(of_host("autoconfig.example.com") == "example.com");
  CHECK(of_host("AutoDiscover.example.com:443") == "example.com");
  CHECK(of_host("ua-auto-config.example.com") == "example.com");
  CHECK(of_host("WWW.example.com") == "example.com");
  CHECK(of_host("mail.example.com") == "mail.example.com");
  CHECK(of_host("autoconfig.autodiscover.example.com") == "autodiscover.example.com");
  CHECK(of_host("autoconfig.") == "autoconfig");
  CHECK(of_host(" example.com ") == "example.com");
  for (const char* const bad : {"", ":443", "[::1]:443", "192.0.2.1:80", "a b", "example.com:x",
                                "autodiscover. example.com"})
    CHECK(of_host(bad) == "-");
}

TEST_CASE("the domain that a host stands for") {
  struct Row {
    const char* host;
    std::initializer_list<const char*> served;
    const char* domain;
  };
  for (const auto& [host, served, domain] : {
           Row{"www.a.example", {"a.example"}, "a.example"},
           {"www.a.example", {"a.example", "www.a.example"}, "www.a.example"},
           {"www.a.example", {"www.a.example"}, "www.a.example"},
           {"www.a.example", {"*"}, "a.example"},
           {"www.a.example", {"*.a.example"}, "www.a.example"},
           {"www.b.a.example", {"*.a.example"}, "b.a.example"},
           {"autoconfig.a.example", {"autoconfig.a.example"}, "autoconfig.a.example"},
           {"autoconfig.a.example", {"autoconfig.a.example", "a.example"}, "autoconfig.a.example"},
           {"autoconfig.autoconfig.a.example", {"autoconfig.a.example"}, "autoconfig.a.example"},
           {"www.autoconfig.a.example", {"autoconfig.a.example"}, "autoconfig.a.example"},
           {"autoconfig.a.example", {"a.example", "*"}, "a.example"},
           {"autoconfig.a.example", {"a.example", "*.a.example"}, "a.example"},
           {"autoconfig.a.example", {"a.example", "*.example"}, "a.example"},
           {"autodiscover.b.a.example", {"*.a.example", "*.b.a.example"}, "b.a.example"},
           {"autodiscover.a.example", {"*.a.example"}, "a.example"},
           {"autodiscover.a.example", {"*.a.example", "*"}, "a.example"},
           {"ua-auto-config.a.example", {"b.example"}, "a.example"},
           {"a.example", {"a.example"}, "a.example"},
           {"www.autoconfig.a.example", {"a.example"}, "a.example"},
           {"www.autoconfig.a.example", {"a.example", "*"}, "a.example"},
           {"autodiscover.www.a.example", {"a.example"}, "a.example"},
           {"autodiscover.www.a.example", {"a.example", "www.a.example"}, "www.a.example"},
           {"autodiscover.www.a.example", {"*"}, "www.a.example"},
           {"www.www.www.a.example", {"a.example"}, "www.www.a.example"},
       })
    CHECK(of_host(host, served) == domain);
}

TEST_CASE("a host with an invalid name stands for no domain, even if the rest is valid") {
  const std::string label(60, 'a');
  const std::string domain = label + "." + label + "." + label + "." + label + ".example";
  REQUIRE(domain.size() < 253);
  CHECK(of_host(domain) == domain);
  CHECK(of_host("autodiscover." + domain) == "-");
}
