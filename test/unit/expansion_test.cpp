// SPDX-License-Identifier: MIT
#include "postfix/expansion.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace fingerpost;

namespace {

tl::expected<std::string, std::string> read(const std::string& path) {
  if (path == "/list") return "# c\nlist.example two.example\n  # indented\n!not.example\n/more\n";
  if (path == "/more") return "more.example";
  if (path == "/loop") return "/loop /loop\n";
  return tl::unexpected<std::string>("no such file or directory");
}

/** A table with a query, like those of the types. */
struct Table {
  explicit Table(const std::string& text, std::string_view query = "%s")
      : file(text, Expansion::parameters), expansion(file, read) {
    parts = parse_template(query, TemplateUse::query).value();
    expansion.add_query(parts);
  }

  std::string query_of(std::string_view key) const {
    const auto split = expansion.split_key(key);
    return split ? fill(parts, *split) : "(not asked)";
  }
  std::string value_of(std::string_view key, const std::vector<std::string>& returned) const {
    const auto split = expansion.split_key(key);
    if (!split) return "(not asked)";
    Values values(expansion, *split);
    for (const std::string& value : returned)
      if (!values.add(value)) return "(too many)";
    return values.text();
  }
  std::string problem() const { return file.problems().empty() ? "" : file.problems()[0].text; }

  TableFile file;
  Expansion expansion;
  Template parts;
};

}  // namespace

// The expected values are the answers of postmap -q of Postfix 3.7.11 for this table and those
// below, in sqlite: tables.
TEST_CASE("placeholders of a query") {
  const Table labels("", "%1.%2|%u|%d|%s|%S|%U|%D|%%");
  CHECK(labels.query_of("x@a.b.c") == "c.b|x|a.b.c|x@a.b.c|x@a.b.c|x|a.b.c|%");
  CHECK(labels.query_of("x@a..c") == "c.a|x|a..c|x@a..c|x@a..c|x|a..c|%");
  CHECK(labels.query_of("q@x@a.b.") == "b.a|q@x|a.b.|q@x@a.b.|q@x@a.b.|q@x|a.b.|%");
  CHECK(labels.query_of("@@a.b") == "b.a|@|a.b|@@a.b|@@a.b|@|a.b|%");
  for (const char* const key : {"x@c", "x", "@a.b", "x@", ""})
    CHECK(labels.query_of(key) == "(not asked)");

  const Table user("", "%u");
  CHECK(user.query_of("x@a") == "x");
  CHECK(user.query_of("x@") == "x");
  CHECK(user.query_of("x") == "x");
  CHECK(user.query_of("@a") == "(not asked)");
  const Table domain("", "@%d");
  CHECK(domain.query_of("@a") == "@a");
  CHECK(domain.query_of("x@") == "(not asked)");
  const Table constant("", "1");
  CHECK(constant.query_of("x") == "1");
  CHECK(constant.query_of("") == "(not asked)");
  const Table ninth("", "%9");
  CHECK(ninth.query_of("x@1.2.3.4.5.6.7.8.9") == "1");
  CHECK(ninth.query_of("x@2.3.4.5.6.7.8.9") == "(not asked)");
}

TEST_CASE("invalid placeholders") {
  for (const char* const text : {"%", "a%", "%x", "%0", "%%%", "% s", "%\n"})
    for (const TemplateUse use : {TemplateUse::query, TemplateUse::result})
      CHECK_FALSE(parse_template(text, use));
  CHECK(parse_template("a%x", TemplateUse::query).error() ==
        "\"%x\" is not a placeholder; write %% for a %");
  CHECK(parse_template("", TemplateUse::query)->empty());
  CHECK(parse_template("%%s", TemplateUse::query)->size() == 1);
}

TEST_CASE("inserted parts can be quoted") {
  const Template parts = parse_template("(a=%s*)(b=%1)", TemplateUse::query).value();
  const AddressParts key = split_address("x@y.z");
  CHECK(fill(parts, key, nullptr, [](std::string_view text) {
          return "<" + std::string(text) + ">";
        }) == "(a=<x@y.z>*)(b=<z>)");
}

TEST_CASE("values") {
  const std::vector<std::string> rows = {"@z", "q@", "v@d.e", "", "w"};
  CHECK(Table("").value_of("k", rows) == "@z,q@,v@d.e,w");
  CHECK(Table("").value_of("k", {}).empty());
  CHECK(Table("").value_of("k", {"", ""}).empty());
  CHECK(Table("result_format = <%s %u %d %S %U %D %1 %%>\n").value_of("x@a.b", rows) ==
        "<v@d.e v d.e x@a.b x a.b b %>");
  CHECK(Table("result_format = <%s %u %d %S %U %D %1 %%>\n").value_of("x", rows) == "(not asked)");
  CHECK(Table("result_format = <%s %u>\n").value_of("x", rows) == "<q@ q>,<v@d.e v>,<w w>");
  CHECK(Table("result_format = OK\n").value_of("x", rows) == "OK,OK,OK,OK");
  CHECK(Table("result_format = %S\n").value_of("x@y", {"1", "2"}) == "x@y,x@y");
}

TEST_CASE("too many values") {
  const Table table("expansion_limit = 2\nresult_format = %u@%d\n");
  CHECK(table.value_of("k", {"a@b", "", "unqualified", "c@d"}) == "a@b,c@d");
  CHECK(table.value_of("k", {"a@b", "c@d", "e@f"}) == "(too many)");
  CHECK(Table("").value_of("k", std::vector<std::string>(9'900, "123456789")).size() == 98'999);
  CHECK(Table("").value_of("k", std::vector<std::string>(9'901, "123456789")) == "(too many)");
  CHECK(Table("expansion_limit = 0\n").value_of("k", {"1", "2"}) == "1,2");
}

TEST_CASE("the domains of a table") {
  const Table table("domain = !a.example, /list b.example,,C.example !more.example\n");
  CHECK(table.problem() == "domain: a comment must be on a line of its own");
  CHECK_FALSE(table.file.is_refused());
  for (const char* const key : {"x@b.example", "x@B.example", "x@c.example", "x@list.example",
                                "x@two.example", "x@more.example", "x@y@b.example"})
    CHECK(table.query_of(key) == key);
  for (const char* const key : {"x@a.example", "x@not.example", "x@indented", "b.example",
                                "@b.example", "x@", "x@sub.b.example", "x@example", "x"})
    CHECK(table.query_of(key) == "(not asked)");
  const Table excluded("domain = !/list, a.example, list.example\n");
  CHECK(excluded.query_of("x@a.example") == "x@a.example");
  CHECK(excluded.query_of("x@not.example") == "x@not.example");
  CHECK(excluded.query_of("x@list.example") == "(not asked)");
  CHECK(Table("domain =\n").query_of("x") == "x");
  CHECK(Table("domain = ,\n").query_of("x@a.example") == "(not asked)");
}

TEST_CASE("parameters that are refused") {
  CHECK(Table("domain = hash:/etc/domains\n").problem() ==
        "domain: cannot query the table \"hash:/etc/domains\"; list the domains, or give the path "
        "of a file that lists them");
  CHECK(Table("domain = /missing\n").problem() ==
        "domain: \"/missing\": no such file or directory");
  CHECK(Table("domain = /loop\n").problem() == "domain: names more than 100 files");
  CHECK(Table("result_format =\n").problem() == "result_format: is empty");
  CHECK(Table("result_format = %q\n").problem() ==
        "result_format: \"%q\" is not a placeholder; write %% for a %");
  CHECK(Table("expansion_limit = -1\n").problem() ==
        "expansion_limit: is not a number from 0 to 1000000");
}
