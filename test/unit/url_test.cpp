// SPDX-License-Identifier: MIT
#include "model/url.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

TEST_CASE("the parts of a URL") {
  const auto url = Url::parse("HTTPS://Dav.Example.com:8443/cal?x=1#y");
  REQUIRE(url);
  CHECK(url->text() == "HTTPS://Dav.Example.com:8443/cal?x=1#y");
  CHECK(url->is_https());
  CHECK(url->host() == "dav.example.com");
  CHECK(url->port() == 8443);
  CHECK(url->path() == "/cal?x=1#y");
}

TEST_CASE("the optional parts of a URL") {
  CHECK(Url::parse("https://a.example")->path() == "/");
  CHECK(Url::parse("https://a.example")->port() == 443);
  CHECK(Url::parse("http://a.example/")->port() == 80);
  CHECK(Url::parse("https://a.example?x")->path() == "/?x");
}

TEST_CASE("invalid URLs") {
  for (const char* const bad :
       {"", "a.example", "ftp://a.example", "https://", "https:///x", "https://a b/",
        "https://a.example/\"", "https://a.example/ü", "javascript:alert(1)",
        "https://u@a.example/", "https://a.example:/", "https://a.example:0/",
        "https://a.example:65536/", "https://192.0.2.1/", "https://[::1]/", "https://a.example/<"})
    CHECK_FALSE(Url::parse(bad));
}
