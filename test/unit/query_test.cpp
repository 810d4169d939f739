// SPDX-License-Identifier: MIT
#include "http/query.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

TEST_CASE("query_value") {
  const auto value = [](std::string_view query) {
    return query_value(query, {"emailaddress", "email"});
  };
  CHECK(value("emailaddress=ann%40example.com") == "ann@example.com");
  CHECK(value("EmailAddress=ann@example.com&emailmd5=00") == "ann@example.com");
  CHECK(value("emailmd5=00&Email=ann+x@example.com") == "ann+x@example.com");
  CHECK(value("emailaddress=&email=b@x") == "b@x");
  CHECK(value("emailaddress=a=b@x") == "a=b@x");
  CHECK(value("&&=x&emailaddress&email=c") == "c");
  CHECK_FALSE(value(""));
  CHECK_FALSE(value("emailaddress"));
  CHECK_FALSE(value("xemailaddress=a@b"));
  CHECK_FALSE(value("@evil.example/owa/?&x"));
}
