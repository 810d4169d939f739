// SPDX-License-Identifier: MIT
#include "postfix/table_file.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

using namespace fingerpost;

namespace {

constexpr std::string_view known[] = {"hosts", "user", "query", "limit", "tls"};

std::vector<std::string> problems_of(const TableFile& file) {
  std::vector<std::string> texts;
  for (const TableProblem& problem : file.problems())
    texts.push_back(fmt::format(
        "{}{}: {}", problem.severity == TableProblem::Severity::warning ? "warning " : "",
        problem.line, problem.text));
  return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("parameters as Postfix reads them") {
  const TableFile file(
      "\xEF\xBB\xBF# a comment\n\nhosts=a, b\r\nuser\t =\t jo # not a comment \n"
      "query = SELECT v\n  # between\n\n\t FROM t\r\n",
      known);
  CHECK(problems_of(file) == Texts{});
  CHECK(file.text("hosts") == "a, b");
  CHECK(file.text("user") == "jo # not a comment");
  CHECK(file.text("query") == "SELECT v\t FROM t");
  CHECK(file.find("query")->line == 5);
  CHECK(file.list("hosts") == Texts{"a", "b"});
  CHECK(file.list("limit", "x y") == Texts{"x", "y"});
  CHECK(file.text("limit", "none") == "none");
  CHECK_FALSE(file.has("limit"));
  CHECK_FALSE(file.is_refused());
}

TEST_CASE("the last of two parameters counts") {
  const TableFile file("user = a\nhosts = h\nuser = b\nuser =\n", known);
  CHECK(file.has("user"));
  CHECK(file.text("user").empty());
  CHECK(problems_of(file) == Texts{"warning 1: user: line 4 overrides this; remove one of them",
                                   "warning 3: user: line 4 overrides this; remove one of them"});
}

TEST_CASE("quotation marks are part of the value, and there is a warning except for passwords") {
  const std::string_view names[] = {"user", "hosts", "query", "password", "bind_pw"};
  const TableFile file(
      "user = \"jo\"\nhosts = 'h'\nquery = 'a' || 'b\"\npassword = \"secret\"\nbind_pw = "
      "'secret'\n",
      names);
  CHECK(file.text("user") == "\"jo\"");
  constexpr std::string_view text =
      "Postfix takes the quotation marks as part of the value; remove them";
  CHECK(problems_of(file) ==
        Texts{fmt::format("warning 1: user: {}", text), fmt::format("warning 2: hosts: {}", text)});
}

TEST_CASE("lines that are not parameters") {
  const TableFile file("  user = a\n  more\nhosts\n= b\nQUERY = x\nquory = y\nuser x = z\n", known);
  CHECK(problems_of(file) ==
        Texts{"warning 1: Postfix ignores this line, because it begins with white space but "
              "continues no other line; remove the white space",
              "3: there is no \"=\" after \"hosts\"", "4: there is no name before the \"=\"",
              "7: there is no \"=\" after \"user\"",
              "5: \"QUERY\" is not a parameter of this type of table; did you mean \"query\"?",
              "6: \"quory\" is not a parameter of this type of table; did you mean \"query\"?"});
  CHECK_FALSE(file.has("user"));
  CHECK(file.is_refused());
}

TEST_CASE("files that do not hold parameters") {
  CHECK(problems_of(TableFile(std::string("user = a\0b\n", 11), known)) ==
        Texts{"0: this is not a file of Postfix parameters"});
  CHECK(TableFile(std::string(TableFile::longest + 1, '#'), known).is_refused());
  CHECK_FALSE(TableFile(std::string(TableFile::longest, '#'), known).is_refused());
  CHECK(problems_of(TableFile("", known)) == Texts{});
}

TEST_CASE("problems are bounded, and the last error stays") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "  \nuser = a\n";
  const TableFile warned(text, known);
  CHECK(warned.problems().size() == 100);
  CHECK_FALSE(warned.is_refused());
  CHECK(TableFile(text + "x = 1\n", known).problems().size() == 100);
  CHECK(TableFile(text + "x = 1\n", known).is_refused());
}

TEST_CASE("values of each kind") {
  TableFile file("limit = 12\ntls = YES\nuser =\nhosts = Two\n", known);
  CHECK(file.number("limit", 0, 12) == 12);
  CHECK(file.number("query", 7, 12) == 7);
  CHECK(file.yes("tls", false));
  CHECK(file.yes("query", true));
  CHECK_FALSE(file.yes("query", false));
  constexpr std::string_view words[] = {"one", "two"};
  CHECK(file.one_of("hosts", "one", words) == 1);
  CHECK(file.one_of("query", "one", words) == 0);
  CHECK(problems_of(file) == Texts{});
  CHECK(file.number("limit", 3, 11) == 3);
  CHECK(file.number("user", 3, 11) == 3);
  CHECK_FALSE(file.yes("hosts", false));
  CHECK(file.one_of("limit", "one", words) == 0);
  CHECK(file.needed_text("user").empty());
  CHECK(file.needed_text("query").empty());
  CHECK(problems_of(file) ==
        Texts{"1: limit: is not a number from 0 to 11", "3: user: is not a number from 0 to 11",
              "4: hosts: must be one of these: no, yes", "1: limit: must be one of these: one, two",
              "3: user: is empty", "0: query: is missing"});
}
