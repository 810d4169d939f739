// SPDX-License-Identifier: MIT
#include "model/url_pattern.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

namespace {

std::string expanded(std::string_view pattern, std::string_view address,
                     std::string_view domain = "served.example") {
  const auto user = Address::parse(address);
  return UrlPattern::parse(pattern)->expand(*Domain::parse(domain), user ? &*user : nullptr).text();
}

}  // namespace

TEST_CASE("a URL without placeholders stays as it is") {
  const auto url = UrlPattern::parse("HTTPS://Dav.Example:8443/a%2Fb?c#d");
  REQUIRE(url);
  CHECK(url->text() == "HTTPS://Dav.Example:8443/a%2Fb?c#d");
  CHECK_FALSE(url->has_placeholder());
  CHECK_FALSE(url->needs_address());
  CHECK(url->sample().host() == "dav.example");
  CHECK(url->expand(*Domain::parse("a.example"), nullptr).text() == url->text());
}

TEST_CASE("placeholders of a URL are filled in, percent-encoded") {
  CHECK(expanded("https://d.example/%EMAILADDRESS%/", "ann@a.example") ==
        "https://d.example/ann%40a.example/");
  CHECK(
      expanded("https://d.example?u=%EMAILLOCALPART%&d=%EMAILDOMAIN%#x", "Ann+T/?#&=%@a.example") ==
      "https://d.example?u=Ann%2BT%2F%3F%23%26%3D%25&d=a.example#x");
  CHECK(expanded("https://d.example/%EMAILLOCALPART%", "jürgen@Müller.example") ==
        "https://d.example/j%C3%BCrgen");
  CHECK(expanded("https://d.example/%EMAILADDRESS%", "j@Müller.example") ==
        "https://d.example/j%40xn--mller-kva.example");
  CHECK(expanded("https://d.example/%EMAILLOCALPART%/%2F%41", "%EMAILDOMAIN%@a.example") ==
        "https://d.example/%25EMAILDOMAIN%25/%2F%41");
}

TEST_CASE("the host gets the served domain, the path the user's") {
  const auto url = UrlPattern::parse("https://DAV.%EMAILDOMAIN%:8443/%EMAILDOMAIN%/");
  REQUIRE(url);
  CHECK(url->has_placeholder());
  CHECK_FALSE(url->needs_address());
  CHECK(url->sample().port() == 8443);
  const auto address = Address::parse("ann@other.example");
  const Url filled = url->expand(*Domain::parse("served.example"), &*address);
  CHECK(filled.host() == "dav.served.example");
  CHECK(filled.port() == 8443);
  CHECK(filled.path() == "/other.example/");
  CHECK(filled.text() == "https://dav.served.example:8443/other.example/");
  CHECK(url->expand(*Domain::parse("served.example"), nullptr).path() == "/served.example/");
}

TEST_CASE("an expanded URL has the same parts as a parsed one") {
  for (const char* const pattern :
       {"https://%EMAILDOMAIN%", "http://a.%EMAILDOMAIN%:81?%EMAILADDRESS%",
        "https://a.example#%EMAILLOCALPART%", "hTTps://a.%EMAILDOMAIN%.b.example/%EMAILADDRESS%"}) {
    const auto address = Address::parse("ann@a.example");
    const Url filled = UrlPattern::parse(pattern)->expand(address->domain(), &*address);
    const auto again = Url::parse(filled.text());
    REQUIRE(again);
    CHECK(again->is_https() == filled.is_https());
    CHECK(again->host() == filled.host());
    CHECK(again->port() == filled.port());
    CHECK(again->path() == filled.path());
  }
}

TEST_CASE("invalid URL patterns") {
  for (const char* const bad :
       {"", "a.example", "%EMAILADDRESS%", "https://%EMAILLOCALPART%.a.example/",
        "https://%EMAILADDRESS%/", "https://%EMAILADDRESS%@a.example/",
        "https://a.example:%EMAILLOCALPART%/", "%EMAILDOMAIN%://a.example/",
        "https://%EMAILDOMAIN%%EMAILDOMAIN%/", "https://a.example/100%", "https://a.example/%2",
        "https://a.example/%zz", "https://a.example/%REALNAME%", "https://a.example/%emailaddress%",
        "https://a%2eexample/", "https://a.example/%EMAILADDRESS", "https://-%EMAILDOMAIN%/",
        "https://%EMAILDOMAIN%-/"})
    CHECK_FALSE(UrlPattern::parse(bad));
}
