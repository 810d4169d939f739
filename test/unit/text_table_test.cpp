// SPDX-License-Identifier: MIT
#include "postfix/text_table.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fingerpost;

TEST_CASE("a table as postmap reads it") {
  const TextTable table(
      "\xEF\xBB\xBF# domains\nexample.com\n  # within\n\nB.example  one,\n\t two \n"
      "b.EXAMPLE later\n# end\nc.example#d OK\r\n");
  CHECK(table.size() == 3);
  CHECK(table.find("example.com") == "");
  CHECK(table.find("b.example") == "one,\t two");
  CHECK(table.find("c.example#d") == "OK");
  CHECK_FALSE(table.find("B.example"));
  CHECK_FALSE(table.find("later"));
  CHECK_FALSE(table.find(""));
}

TEST_CASE("a text that is not a table has no keys") {
  for (const char* const text : {"", "\n\n", "# nothing", "   \t\n"})
    CHECK(TextTable(text).size() == 0);
}
