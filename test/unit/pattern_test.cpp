// SPDX-License-Identifier: MIT
#include "model/pattern.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

TEST_CASE("placeholders are filled in") {
  const Address address = *Address::parse("ann@Example.com");
  const auto expand = [&](std::string_view text) { return Pattern::parse(text)->expand(address); };
  CHECK(expand("%EMAILADDRESS%") == "ann@example.com");
  CHECK(expand("%EMAILLOCALPART%") == "ann");
  CHECK(expand("%EMAILDOMAIN%") == "example.com");
  CHECK(expand("x-%EMAILLOCALPART%.%EMAILDOMAIN%-%EMAILLOCALPART%") == "x-ann.example.com-ann");
  CHECK(expand("literal") == "literal");
  CHECK(expand("") == "");
}

TEST_CASE("inserted text is not expanded again") {
  const Address address = *Address::parse("%EMAILDOMAIN%@example.com");
  CHECK(Pattern::parse("%EMAILLOCALPART%x")->expand(address) == "%EMAILDOMAIN%x");
}

TEST_CASE("a domain alone is enough for a host name") {
  CHECK(Pattern::parse("mail.%EMAILDOMAIN%")->expand(*Domain::parse("a.example")) ==
        "mail.a.example");
}

TEST_CASE("kinds of patterns") {
  CHECK(Pattern::parse("%EMAILLOCALPART%")->is_placeholder());
  CHECK_FALSE(Pattern::parse("%EMAILLOCALPART%@x")->is_placeholder());
  CHECK_FALSE(Pattern::parse("")->is_placeholder());
  CHECK(Pattern::parse("a%EMAILLOCALPART%")->needs_address());
  CHECK(Pattern::parse("%EMAILADDRESS%")->needs_address());
  CHECK_FALSE(Pattern::parse("mail.%EMAILDOMAIN%")->needs_address());
}

TEST_CASE("an unknown placeholder is refused") {
  for (const char* const bad : {"%", "100%", "%REALNAME%", "%emailaddress%", "%EMAILADDRESS", "%%"})
    CHECK_FALSE(Pattern::parse(bad));
}
