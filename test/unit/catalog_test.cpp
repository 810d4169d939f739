// SPDX-License-Identifier: MIT
#include "model/catalog.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

namespace {

std::string found(const Catalog& catalog, std::string_view domain) {
  const Provider* const provider = catalog.find(*Domain::parse(domain));
  return provider ? provider->key : "-";
}

}  // namespace

TEST_CASE("entries are listed in order") {
  Catalog catalog;
  const Provider& one = catalog.add_provider("one");
  const Provider& two = catalog.add_provider("two");
  for (const char* const text : {"*", "*.b.example", "*.a.example", "c.example"})
    catalog.add_domain(*DomainPattern::parse(text), one);
  catalog.add_domain(*DomainPattern::parse("b.example"), two);
  std::string listed;
  for (const auto& [pattern, provider] : catalog.entries())
    listed += pattern.text() + " " + provider->key + "\n";
  CHECK(listed == "b.example two\nc.example one\n*.a.example one\n*.b.example one\n* one\n");
}

TEST_CASE("the exact name, then the longest suffix, then any") {
  Catalog catalog;
  const auto add = [&](std::string key, std::string_view pattern) {
    return catalog.add_domain(*DomainPattern::parse(pattern), catalog.add_provider(std::move(key)));
  };
  add("exact", "a.example.com");
  add("short", "*.com");
  add("long", "*.Example.com");
  CHECK(found(catalog, "a.example.com") == "exact");
  CHECK(found(catalog, "b.example.com") == "long");
  CHECK(found(catalog, "c.b.example.com") == "long");
  CHECK(found(catalog, "example.com") == "short");
  CHECK(found(catalog, "com") == "-");
  CHECK(found(catalog, "example.net") == "-");
  CHECK(catalog.domains() == 3);

  CHECK_FALSE(catalog.find_any());
  add("any", "*");
  CHECK(catalog.find_any()->key == "any");
  CHECK_FALSE(catalog.find_listed(*Domain::parse("example.net")));
  CHECK(catalog.find_listed(*Domain::parse("c.b.example.com"))->key == "long");
  CHECK(found(catalog, "example.net") == "any");
  CHECK(found(catalog, "a.example.com") == "exact");
  CHECK(catalog.domains() == 4);

  for (const char* const again : {"A.example.com", "*.com", "*"}) {
    const Provider* const owner = add("late", again);
    REQUIRE(owner);
    CHECK(owner->key != "late");
  }
}

TEST_CASE("patterns") {
  CHECK(DomainPattern::parse("*.bücher.example")->name == "xn--bcher-kva.example");
  for (const char* const bad : {"", "*.", "**", "a.*", "*a.b", "*.*.b", "a b"})
    CHECK_FALSE(DomainPattern::parse(bad));
}
