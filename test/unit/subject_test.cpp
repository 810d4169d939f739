// SPDX-License-Identifier: MIT
#include "model/subject.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

namespace {

struct TwoProviders {
  Catalog catalog;
  TwoProviders() {
    for (const char* const name : {"a.example", "b.example"})
      catalog.add_domain(*DomainPattern::parse(name), catalog.add_provider(name));
    catalog.add_domain(*DomainPattern::parse("c.example"), *catalog.providers().back());
  }
  std::optional<Subject> find(std::string_view address, std::string_view host) const {
    return find_subject(catalog, Address::parse(address), host);
  }
};

}  // namespace

TEST_CASE_FIXTURE(TwoProviders, "the address decides") {
  const auto subject = find("ann@a.example", "autoconfig.b.example");
  REQUIRE(subject);
  CHECK(subject->provider->key == "a.example");
  CHECK(subject->domain.text() == "a.example");
  CHECK_FALSE(subject->host_domain);
}

TEST_CASE_FIXTURE(TwoProviders, "the host decides where there is no usable address") {
  const auto subject = find("", "autoconfig.b.example");
  REQUIRE(subject);
  CHECK(subject->provider->key == "b.example");
  CHECK_FALSE(subject->address);
}

TEST_CASE_FIXTURE(TwoProviders, "the host decides where nobody serves the address") {
  const auto subject = find("ann@elsewhere.example", "autoconfig.b.example");
  REQUIRE(subject);
  CHECK(subject->domain.text() == "b.example");
  CHECK(subject->address->domain().text() == "elsewhere.example");
}

TEST_CASE_FIXTURE(TwoProviders, "an MX hop names the host's domain too if it is the provider's") {
  const auto subject = find("ann@b.example", "autoconfig.c.example");
  REQUIRE(subject);
  CHECK(subject->domain.text() == "b.example");
  CHECK(subject->host_domain->text() == "c.example");
}

TEST_CASE_FIXTURE(TwoProviders, "neither is served") {
  CHECK_FALSE(find("ann@elsewhere.example", "elsewhere.example"));
  CHECK_FALSE(find("", ""));
}

TEST_CASE_FIXTURE(TwoProviders, "domain_asked") {
  CHECK(domain_asked(catalog, Address::parse("ann@A.example"), "b.example") == "a.example");
  CHECK(domain_asked(catalog, std::nullopt, "autoconfig.b.example") == "b.example");
  CHECK(domain_asked(catalog, std::nullopt, "\n").empty());
}
