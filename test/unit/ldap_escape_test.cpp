// SPDX-License-Identifier: MIT
#include "postfix/ldap_escape.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fingerpost;

TEST_CASE("a key cannot leave its place in a filter") {
  CHECK(escape_filter_value("ann.b@example.com") == "ann.b@example.com");
  CHECK(escape_filter_value("*") == "\\2A");
  CHECK(escape_filter_value("a*(") == "a\\2A\\28");
  CHECK(escape_filter_value(")(uid=*") == "\\29\\28uid=\\2A");
  CHECK(escape_filter_value("\\00\\") == "\\5C00\\5C");
  CHECK(escape_filter_value(std::string("a\0b", 3)) == "a\\00b");
  CHECK(escape_filter_value("\xC3\xA4") == "\xC3\xA4");
  CHECK(escape_filter_value("").empty());
}

TEST_CASE("a key cannot leave its place in a distinguished name") {
  CHECK(escape_dn_value("example.com") == "example.com");
  CHECK(escape_dn_value("a,dc=b") == "a\\2Cdc\\3Db");
  CHECK(escape_dn_value(" #a+b;<c>\"\\") == "\\20\\23a\\2Bb\\3B\\3Cc\\3E\\22\\5C");
  CHECK(escape_dn_value(std::string("a\0\t\r\n", 5)) == "a\\00\\09\\0D\\0A");
}
