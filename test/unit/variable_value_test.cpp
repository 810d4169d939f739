// SPDX-License-Identifier: MIT
#include "config/variable_value.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fingerpost;

namespace {

constexpr SettingInfo name{"name", Times::once, Form::value};
constexpr SettingInfo domain{"domain", Times::many, Form::value};
constexpr SettingInfo host{"imap", Times::many, Form::value_and_block};
constexpr SettingInfo sign{"sign", Times::once, Form::block};

/** Returns each value as `(TEXT|BLOCK)`, or the error. */
std::string split(std::string_view text, const SettingInfo& setting) {
  const auto values = split_variable(text, setting);
  if (!values) return values.error();
  std::string all;
  for (const VariableValue& value : *values) all += "(" + value.text + "|" + value.block + ")";
  return all;
}

}  // namespace

TEST_CASE("a setting that is given once, without a block, takes the complete text") {
  CHECK(split(" Example, { Mail } ; \"x\" \n", name) == "(Example, { Mail } ; \"x\"|)");
  CHECK(split("\"Example Mail\"", name) == "(Example Mail|)");
  CHECK(split(R"("a \"b\" \\ \c")", name) == R"((a "b" \ \c|))");
  CHECK(split("\"a\" b \"c\"", name) == "(\"a\" b \"c\"|)");
  CHECK(split("\"a", name) == "(\"a|)");
  CHECK(split("\"", name) == "(\"|)");
  CHECK(split("\"\\\"", name) == "(\"\\\"|)");
}

TEST_CASE("a setting that can be repeated takes words") {
  CHECK(split("a.example, b.example\n\tc.example,,d.example ", domain) ==
        "(a.example|)(b.example|)(c.example|)(d.example|)");
  CHECK(split("\"a b\",\"c,d\"e {x}", domain) == "(a b|)(c,d|)(e|)({x}|)");
  CHECK(split(" ,\n", domain).empty());
  CHECK(split("a \"b", domain) == "a quotation mark is not closed");
}

TEST_CASE("a block can follow a value") {
  CHECK(split("a { port 143 }", host) == "(a| port 143 )");
  CHECK(split("a{b},c\n{ d \"}\" { e } }\nf", host) == "(a|b)(c| d \"}\" { e } )(f|)");
  CHECK(split("{ a }", sign) == "(| a )");
  CHECK(split("a {}", host) == "(a|)");
  CHECK(split("a {", host) == "the block is not closed: a \"}\" is missing");
  CHECK(split("a { \"}", host) == "the block is not closed: a \"}\" is missing");
  const std::string advice =
      "; separate values by commas, and write the settings of a value in a block: VALUE { ... }";
  CHECK(split("a b", host) == "\"b\" does not belong after \"a\"" + advice);
  CHECK(split("a { b } c d", host) == "\"c\" does not belong after the block" + advice);
  CHECK(split("a }", host) == "\"}\" does not belong after \"a\"" + advice);
}
