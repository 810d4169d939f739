// SPDX-License-Identifier: MIT
#include "model/subject.hpp"

#include <doctest/doctest.h>

#include "test_maps.hpp"

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
    NoLookups none;
    return find_subject(catalog, Address::parse(address), read_host(catalog, host), none).subject;
  }
};

}  // namespace

TEST_CASE_FIXTURE(TwoProviders, "the address decides") {
  const auto subject = find("ann@a.example", "autoconfig.b.example");
  REQUIRE(subject);
  CHECK(subject->provider->key == "a.example");
  CHECK(subject->domain.text() == "a.example");
}

TEST_CASE_FIXTURE(TwoProviders, "the host decides if there is no valid address") {
  const auto subject = find("", "autoconfig.b.example");
  REQUIRE(subject);
  CHECK(subject->provider->key == "b.example");
  CHECK_FALSE(subject->address);
}

TEST_CASE_FIXTURE(TwoProviders, "the host decides if nobody serves the address") {
  const auto subject = find("ann@elsewhere.example", "autoconfig.b.example");
  REQUIRE(subject);
  CHECK(subject->domain.text() == "b.example");
  CHECK(subject->address->domain().text() == "elsewhere.example");
}

TEST_CASE_FIXTURE(TwoProviders, "neither is served") {
  CHECK_FALSE(find("ann@elsewhere.example", "elsewhere.example"));
  CHECK_FALSE(find("", ""));
}

namespace {

/** Three providers: one that lists its domain, and two with a map each. Another one serves all
    other domains. */
struct WithMaps : TestMaps {
  WithMaps() {
    list("listed", "listed.example");
    list("listed", "*.covered.example");
    first = &add_domain_map("first", "one");
    second = &add_domain_map("second", "two");
  }
  Found find(std::string_view address, std::string_view host = {}) {
    return find_subject(catalog, Address::parse(address), read_host(catalog, host), *this);
  }
  std::string provider_of(std::string_view address, std::string_view host = {}) {
    const Found found = find(address, host);
    CHECK((found.kind == Found::Kind::somebody) == found.subject.has_value());
    if (found.kind == Found::Kind::unknown) return "unknown";
    if (found.kind == Found::Kind::pending) return "pending";
    return found.subject ? found.subject->provider->key : "nobody";
  }

  const Map* first;
  const Map* second;
};

}  // namespace

TEST_CASE_FIXTURE(WithMaps, "listed names take precedence over maps, and maps over any") {
  set(*first, "both.example", "yes");
  set(*second, "both.example", "yes");
  set(*second, "second.example", "");
  set(*first, "listed.example", "yes");
  set(*first, "a.covered.example", "yes");
  CHECK(provider_of("ann@both.example") == "one");
  CHECK(provider_of("ann@second.example") == "two");
  CHECK(provider_of("ann@Second.Example") == "two");
  CHECK(provider_of("ann@listed.example") == "listed");
  CHECK(provider_of("ann@a.covered.example") == "listed");
  CHECK(provider_of("ann@absent.example") == "nobody");
  list("any", "*");
  CHECK(provider_of("ann@both.example") == "one");
  CHECK(provider_of("ann@absent.example") == "any");
  CHECK(find("ann@absent.example").subject->is_strangers);
  CHECK_FALSE(find("ann@both.example").subject->is_strangers);
  CHECK_FALSE(find("ann@listed.example").subject->is_strangers);
}

TEST_CASE_FIXTURE(WithMaps, "only names that a map can have are looked up") {
  CHECK(provider_of("ann@localhost") == "nobody");
  CHECK(provider_of("ann@listed.example", "autoconfig.listed.example") == "listed");
  CHECK(provider_of("not an address", "192.0.2.1") == "nobody");
  CHECK(provider_of("") == "nobody");
  CHECK(asked.empty());
}

TEST_CASE_FIXTURE(WithMaps, "a failed map leaves the domain unknown unless another map has it") {
  fail(*first);
  set(*second, "second.example", "yes");
  CHECK(provider_of("ann@second.example") == "two");
  CHECK(provider_of("ann@absent.example") == "unknown");
  CHECK(provider_of("ann@listed.example") == "listed");
  SUBCASE("nor does the host stand in") {
    CHECK(provider_of("ann@absent.example", "autoconfig.listed.example") == "unknown");
  }
  SUBCASE("nor does any") {
    list("any", "*");
    CHECK(provider_of("ann@absent.example") == "unknown");
  }
  SUBCASE("nor is the host's domain known") {
    CHECK(provider_of("", "autoconfig.absent.example") == "unknown");
  }
}

TEST_CASE_FIXTURE(WithMaps, "a pending map is waited for") {
  wait(*first);
  set(*second, "second.example", "yes");
  CHECK(provider_of("ann@second.example") == "pending");
  CHECK(asked.size() == 1);
  CHECK(provider_of("", "autoconfig.second.example") == "pending");
  CHECK(provider_of("ann@listed.example", "autoconfig.listed.example") == "listed");
}

TEST_CASE_FIXTURE(WithMaps, "the host's domain is looked up if the address does not decide") {
  set(*first, "first.example", "yes");
  set(*second, "second.example", "yes");
  CHECK(provider_of("", "autoconfig.first.example") == "one");
  CHECK(provider_of("", "first.example") == "one");
  CHECK(find("", "autoconfig.first.example").subject->domain.text() == "first.example");
  CHECK(provider_of("ann@absent.example", "autoconfig.first.example") == "one");
  CHECK(provider_of("ann@second.example", "autoconfig.first.example") == "two");
  list("any", "*");
  CHECK(provider_of("", "autoconfig.first.example") == "one");
  CHECK(provider_of("", "autoconfig.absent.example") == "any");
}

TEST_CASE_FIXTURE(WithMaps, "a subject knows the provider of the host") {
  set(*first, "first.example", "yes");
  set(*second, "second.example", "yes");
  const auto host_provider = [&](std::string_view address, std::string_view host) {
    return find(address, host).subject->host_provider;
  };
  CHECK(host_provider("ann@first.example", "autoconfig.first.example")->key == "one");
  CHECK(host_provider("ann@first.example", "autoconfig.second.example")->key == "two");
  CHECK(host_provider("ann@first.example", "autoconfig.listed.example")->key == "listed");
  CHECK(host_provider("ann@listed.example", "autoconfig.second.example")->key == "two");
  CHECK_FALSE(host_provider("ann@first.example", "autoconfig.absent.example"));
  CHECK_FALSE(host_provider("ann@first.example", "192.0.2.1"));
  fail(*second);
  CHECK_FALSE(host_provider("ann@first.example", "autoconfig.second.example"));
  wait(*second);
  CHECK(provider_of("ann@first.example", "autoconfig.second.example") == "pending");
}

TEST_CASE_FIXTURE(WithMaps, "a text map is read without a lookup") {
  const Map& text = catalog.add_map({.type = &map_types[6],
                                     .text = "texthash:/domains",
                                     .content = std::make_shared<TextTable>("text.example\n")});
  catalog.add_domain_map(text, provider("three"));
  CHECK(provider_of("ann@text.example") == "three");
  CHECK(asked == std::vector<std::string>{"first text.example", "second text.example"});
}

TEST_CASE_FIXTURE(WithMaps, "a map belongs to one provider") {
  CHECK(catalog.add_domain_map(*first, provider("two"))->key == "one");
  CHECK(catalog.find_map("socketmap:unix:/run/maps:second") == second);
  CHECK_FALSE(catalog.find_map("socketmap:unix:/run/maps:third"));
  CHECK(catalog.maps() == std::vector{first, second});
}
