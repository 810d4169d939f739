// SPDX-License-Identifier: MIT
#include "command/terminal.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

TEST_CASE("columns are as wide as their widest cell") {
  Table table;
  CHECK(table.text().empty());
  table.add({"a", "b\xc3\xbc", "long"});
  table.add({"aaa", "b", ""});
  table.add({"alone"});
  CHECK(table.text() == "a    b\xc3\xbc  long\naaa  b   \nalone\n");
}

TEST_CASE("numbers and colours") {
  CHECK(counted(1, "domain") == "1 domain");
  CHECK(counted(0, "domain") == "0 domains");
  CHECK(painted("x", red, {.json = false, .colour = false}) == "x");
  CHECK(painted("x", green, {.json = false, .colour = true}) == "\x1b[32mx\x1b[0m");
}
