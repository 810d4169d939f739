// SPDX-License-Identifier: MIT
#include "config/scan.hpp"

#include <doctest/doctest.h>

#include <boost/property_tree/info_parser.hpp>
#include <boost/property_tree/ptree.hpp>
#include <random>
#include <sstream>

#include "config/problem.hpp"

using namespace fingerpost;

namespace {

using Tree = boost::property_tree::ptree;

std::size_t settings_in(const Tree& tree) {
  std::size_t number = tree.size();
  for (const auto& [word, child] : tree) number += settings_in(child);
  return number;
}

Tree parsed(const std::string& text) {
  std::istringstream stream(text);
  Tree tree;
  read_info(stream, tree);
  return tree;
}

}  // namespace

TEST_CASE("each setting has the line on which it begins") {
  Problems problems;
  const Scan scan =
      scan_info("a b\n; c\n\nd\n{\n  e \"f\" \\\n  \"g\"\n}\n  h i j\n", "file", problems);
  CHECK(problems.empty());
  REQUIRE(scan.parsable);
  std::vector<unsigned> lines;
  for (const SettingPlace& place : scan.settings) lines.push_back(place.line);
  CHECK(lines == std::vector<unsigned>{0, 1, 4, 6, 9, 9});
  CHECK(scan.settings[3].quoted);
  CHECK(parsed(scan.text).get<std::string>("d.e") == "fg");
}

TEST_CASE("the parser finds the same settings as the scan, whatever is in a file") {
  constexpr std::string_view tokens[] = {
      "a",   "b",   "\n",     "\n",     " ",     "\t",    "{",   "}",
      "{ ",  " }",  ";",      " ; ",    "\"",    "\"c\"", "\\",  "\\n",
      "#",   "# ",  "'",      "=",      ":",     ",",     "[d]", "#include \"x\"",
      "\r",  "é",   "\u00a0", "\u201c", " \\\n", "e=f",   "//",  "https://x",
      "g: ", " = ", "\v",     "\"\\\""};
  std::mt19937 random(1);
  std::size_t parsable = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (auto left = random() % 30; left > 0; --left) text += tokens[random() % std::size(tokens)];
    CAPTURE(text);
    Problems problems;
    const Scan scan = scan_info(text, "file", problems);
    CHECK((scan.parsable || problems.errors() > 0));
    if (!scan.parsable) continue;
    ++parsable;
    Tree tree;
    REQUIRE_NOTHROW(tree = parsed(scan.text));
    REQUIRE(1 + settings_in(tree) == scan.settings.size());
  }
  CHECK(parsable > 5'000);
}

TEST_CASE("the scan does not change how the parser reads a text without errors") {
  constexpr std::string_view tokens[] = {"a ",          "b ",  "\n",       "\n", " { ",
                                         " } ",         " ;c", "\"d;{\" ", "\t", "\"e\\\"\\\\\" ",
                                         "https://x/y "};
  std::mt19937 random(2);
  std::size_t good = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (auto left = random() % 20; left > 0; --left) text += tokens[random() % std::size(tokens)];
    CAPTURE(text);
    Problems problems;
    const Scan scan = scan_info(text, "file", problems);
    if (!problems.empty()) continue;
    ++good;
    REQUIRE(parsed(scan.text) == parsed(text));
  }
  CHECK(good > 5'000);
}

TEST_CASE("a file with too many settings is refused") {
  std::string text;
  for (int i = 0; i < 1'000'001; ++i) text += "x\n";
  Problems problems;
  CHECK_FALSE(scan_info(text, "file", problems).parsable);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].line == 1'000'001);
}
