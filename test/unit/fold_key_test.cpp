// SPDX-License-Identifier: MIT
#include "mapd/fold_key.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fingerpost;

// The expected values are what `postmap -q` of Postfix 3.7.11 returns for `SELECT '%s'`.
TEST_CASE("keys are folded like in Postfix") {
  CHECK(fold_key("") == "");
  CHECK(fold_key("Jo@EXAMPLE.com") == "jo@example.com");
  CHECK(fold_key("KÄTHE@Example.com") == "käthe@example.com");
  CHECK(fold_key("Straße") == "strasse");
  CHECK(fold_key("\uFB01@İ") == "fi@i\u0307");
  CHECK(fold_key("ΟΔΟΣ ὀδός") == "οδοσ ὀδόσ");
  CHECK(fold_key("e\u0301\U0001F600") == "e\u0301\U0001F600");
}

TEST_CASE("keys that Postfix does not look up") {
  CHECK_FALSE(fold_key(std::string("a\0b", 3)));
  for (const char* const key : {"\xff", "\xe4nn", "a\xc3", "\xc0\x80", "\xed\xa0\x80"})
    CHECK_FALSE(fold_key(key));
}
