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
    return find_subject(catalog, Address::parse(address), read_host(catalog, host));
  }
};

}  // namespace

TEST_CASE_FIXTURE(TwoProviders, "the address decides") {
  const auto subject = find("ann@a.example", "autoconfig.b.example");
  REQUIRE(subject);
  CHECK(subject->provider->key == "a.example");
  CHECK(subject->domain.text() == "a.example");
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

TEST_CASE_FIXTURE(TwoProviders, "neither is served") {
  CHECK_FALSE(find("ann@elsewhere.example", "elsewhere.example"));
  CHECK_FALSE(find("", ""));
}
