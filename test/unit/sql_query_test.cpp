// SPDX-License-Identifier: MIT
#include "postfix/sql_query.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fingerpost;

namespace {

constexpr SqlDialect all_dialects[] = {SqlDialect::pgsql, SqlDialect::mysql, SqlDialect::sqlite};

/** Returns the query for SOCI, with the value of each parameter for the key jo@mail.example.com in
    brackets, or the reason for the refusal. */
std::string parsed(std::string_view query, SqlDialect dialect) {
  const auto result = parse_sql_query(query, dialect);
  if (!result) return "refused: " + result.error();
  std::string text = result->text;
  const AddressParts key = split_address("jo@mail.example.com");
  for (const Template& parameter : result->parameters) text += " [" + fill(parameter, key) + "]";
  return text;
}

std::string pgsql(std::string_view query) {
  return parsed(query, SqlDialect::pgsql);
}
std::string mysql(std::string_view query) {
  return parsed(query, SqlDialect::mysql);
}
std::string sqlite(std::string_view query) {
  return parsed(query, SqlDialect::sqlite);
}

}  // namespace

TEST_CASE("placeholders in strings become parameters in every dialect") {
  for (const SqlDialect dialect : all_dialects) {
    CHECK(parsed("SELECT goto FROM alias WHERE address = '%s' AND active = '1'", dialect) ==
          "SELECT goto FROM alias WHERE address = :p1 AND active = '1' [jo@mail.example.com]");
    CHECK(parsed("SELECT '%d/%u/', '@%d','%%@%2.%1'", dialect) ==
          "SELECT :p1, :p2,:p3 [mail.example.com/jo/] [@mail.example.com] [%@example.com]");
    CHECK(parsed("SELECT a FROM t WHERE a='it''s %S''' OR b='it''s'", dialect) ==
          "SELECT a FROM t WHERE a=:p1 OR b='it''s' [it's jo@mail.example.com']");
    CHECK(parsed("SELECT ''", dialect) == "SELECT ''");
    CHECK(parsed("SELECT 7 %% 4, '50%%'", dialect) == "SELECT 7 % 4, '50%'");
    CHECK(parsed("(SELECT a FROM t WHERE k='%u') UNION (SELECT b FROM t WHERE k='%U');", dialect) ==
          "(SELECT a FROM t WHERE k=:p1) UNION (SELECT b FROM t WHERE k=:p2) [jo] [jo]");
    CHECK(parsed("SELECT 1; -- end\t;  /* c */ ", dialect) == "SELECT 1");
    CHECK(parsed("SELECT\t1 /* it's : a \" comment */ + 2 -- 'x", dialect) == "SELECT 1   + 2  ");
  }
}

TEST_CASE("placeholders that cannot become parameters") {
  const std::string place =
      ", where a parameter is not possible; put it in a string of its own, as "
      "in WHERE address = '%s'";
  for (const SqlDialect dialect : all_dialects) {
    CHECK(parsed("SELECT a FROM t WHERE k = %s", dialect) ==
          "refused: has a placeholder in the query's own text" + place);
    CHECK(parsed("SELECT a FROM %d WHERE k = '%s'", dialect) ==
          "refused: has a placeholder in the query's own text" + place);
    CHECK(parsed("SELECT a /* %s */", dialect) ==
          "refused: has a placeholder in a comment" + place);
    CHECK(parsed("SELECT a -- WHERE k = '%s'", dialect) ==
          "refused: has a placeholder in a comment" + place);
    CHECK(parsed("SELECT N'%s'", dialect) ==
          "refused: has a placeholder in a string with a prefix" + place);
    CHECK(parsed("SELECT 1; SELECT 2", dialect) == "refused: has several statements; keep one");
    CHECK(parsed("SELECT 1;; DROP TABLE t", dialect) ==
          "refused: has several statements; keep one");
    CHECK(parsed("SELECT a FROM t WHERE k = :k", dialect) ==
          "refused: has a :, which cannot be used here");
    CHECK(parsed("SELECT 'a", dialect) == "refused: has an unterminated '");
    CHECK(parsed("SELECT '%s", dialect) == "refused: has an unterminated '");
    CHECK(parsed("SELECT 1 /* c", dialect) == "refused: has an unterminated comment");
    CHECK(parsed("SELECT '%x'", dialect) ==
          "refused: \"%x\" is not a placeholder; write %% for a %");
    CHECK(parsed("SELECT a FROM t WHERE k LIKE '%'", dialect) ==
          "refused: \"%'\" is not a placeholder; write %% for a %");
    CHECK(parsed("", dialect) == "refused: is empty");
    CHECK(parsed(" /* c */ -- ", dialect) == "refused: is empty");
  }
  CHECK(pgsql("SELECT \"%s\"") == "refused: has a placeholder in an identifier" + place);
  CHECK(sqlite("SELECT \"%s\"") == "refused: has a placeholder in an identifier" + place);
  CHECK(sqlite("SELECT [%s]") == "refused: has a placeholder in an identifier" + place);
  CHECK(mysql("SELECT `%s`") == "refused: has a placeholder in an identifier" + place);
}

TEST_CASE("PostgreSQL") {
  CHECK(pgsql("SELECT E'a\\'b\\\\%s\\n', e'\\t'") ==
        "SELECT :p1, '\t' [a'b\\jo@mail.example.com\n]");
  CHECK(pgsql("SELECT 'a\\', '%s\\'") == "SELECT 'a\\', :p1 [jo@mail.example.com\\]");
  CHECK(pgsql("SELECT $$it's %s$$, $a_1$ $$ : $a_1$") ==
        "SELECT :p1, ' $$ : ' [it's jo@mail.example.com]");
  CHECK(pgsql("SELECT a::text, '%s'::citext, b := 1") ==
        "SELECT a::text, :p1::citext, b := 1 [jo@mail.example.com]");
  CHECK(pgsql("SELECT \"a'b:\"\"\" FROM t WHERE a = '%s'") ==
        "SELECT \"a'b:\"\"\" FROM t WHERE a = :p1 [jo@mail.example.com]");
  CHECK(pgsql("SELECT 1 /* a /* b */ ' */, 2") == "SELECT 1  , 2");
  CHECK(pgsql("SELECT 1 --2") == "SELECT 1  ");
  CHECK(pgsql("SELECT B'01', x'1f', U&'d\\0061t', U&\"a\", N'50%%'") ==
        "SELECT B'01', x'1f', U&'d\\0061t', U&\"a\", N'50%'");
  CHECK(pgsql("SELECT CONCAT('%u', '@', lower('%d')) || concat_ws ('%u') || '%u'") ==
        "SELECT CONCAT(CAST(:p1 AS text), '@', lower(:p2)) || concat_ws (CAST(:p3 AS text)) || :p4 "
        "[jo] [mail.example.com] [jo] [jo]");
  CHECK(pgsql("SELECT interval '1 day' > a") == "SELECT interval '1 day' > a");
  CHECK(pgsql("SELECT date '%s'") ==
        "refused: has a type before a string with a placeholder; write '…'::date");
  CHECK(pgsql("SELECT a ? 'b', a->>'c'") == "SELECT a ? 'b', a->>'c'");
  CHECK(pgsql("SELECT a$1 FROM t") == "SELECT a$1 FROM t");
  CHECK(pgsql("SELECT '%s' 'a'") == "refused: has adjacent strings; join them into one");
  CHECK(pgsql("SELECT 'a' '%s'") == "refused: has adjacent strings; join them into one");
  CHECK(pgsql("SELECT a[1:2]") == "refused: has a :, which cannot be used here");
  CHECK(pgsql("SELECT $1") == "refused: has a $, which cannot be used here");
  CHECK(pgsql("SELECT $a$ b") == "refused: has an unterminated $a$");
  CHECK(pgsql("SELECT $") == "refused: has a $, which cannot be used here");
  CHECK(pgsql("SELECT E'\\%s'") == "refused: has a backslash before a placeholder; double it");
  CHECK(pgsql("SELECT E'\\x41'") == "refused: write the character itself instead of \"\\x\"");
  CHECK(pgsql("SELECT E'a\\'") == "refused: has an unterminated '");
  CHECK(pgsql("SELECT U&'%s'").starts_with("refused: has a placeholder in a string with a prefix"));
}

TEST_CASE("MySQL") {
  CHECK(mysql("SELECT \"%s\", \"a'b\"\"c\", 'd\"\"e'") ==
        "SELECT :p1, 'a''b\"c', 'd\"\"e' [jo@mail.example.com]");
  CHECK(mysql("SELECT 'a\\'%s\\\\', 'b\\'\\n\\_\\%%'") ==
        "SELECT :p1, 'b''\n\\\\_\\\\%' [a'jo@mail.example.com\\]");
  CHECK(mysql("SELECT '%s' 'a'") == "SELECT :p1 'a' [jo@mail.example.com]");
  CHECK(mysql("SELECT 1 # it's : a comment") == "SELECT 1  ");
  CHECK(mysql("SELECT 1 --2, '%s'") == "SELECT 1 --2, :p1 [jo@mail.example.com]");
  CHECK(mysql("SELECT `a` FROM `b``c` WHERE _utf8'%s' = @x") ==
        "SELECT `a` FROM `b``c` WHERE _utf8:p1 = @x [jo@mail.example.com]");
  CHECK(mysql("SELECT @a := '%u'") == "SELECT @a := :p1 [jo]");
  CHECK(mysql("SELECT a::b") == "refused: has a :, which cannot be used here");
  CHECK(mysql("SELECT `a'b`") ==
        "refused: has an identifier with ' or :, which cannot be used here");
  CHECK(mysql("SELECT `a:b`") ==
        "refused: has an identifier with ' or :, which cannot be used here");
  CHECK(mysql("SELECT /*! 1 */") ==
        "refused: has a comment that MySQL executes; remove the comment marks");
  CHECK(mysql("SELECT /*M! 1 */") ==
        "refused: has a comment that MySQL executes; remove the comment marks");
  CHECK(mysql("SELECT '\\%s'") == "refused: has a backslash before a placeholder; double it");
  CHECK(mysql("SELECT '\\\\%s'") == "SELECT :p1 [\\jo@mail.example.com]");
  CHECK(mysql("SELECT '\\0'") == "refused: write the character itself instead of \"\\0\"");
  CHECK(mysql("SELECT 'a\\'") == "refused: has an unterminated '");
  CHECK(mysql("SELECT $$a$$") == "refused: has a $, which cannot be used here");
  CHECK(parse_sql_query("call lookup('%s')", SqlDialect::mysql)->is_call);
  CHECK(parse_sql_query("/* c */ (CALL lookup('%s'))", SqlDialect::mysql)->is_call);
  CHECK_FALSE(parse_sql_query("SELECT call('%s')", SqlDialect::mysql)->is_call);
}

TEST_CASE("SQLite") {
  CHECK(sqlite("SELECT \"a'b\", [c'd], `e'f` FROM t WHERE a = '%s\\'") ==
        "SELECT \"a'b\", [c'd], `e'f` FROM t WHERE a = :p1 [jo@mail.example.com\\]");
  CHECK(sqlite("SELECT 1 /* a /* b */") == "SELECT 1  ");
  for (const char* const sign : {"?", "?1", "@a", "#a"})
    CHECK(sqlite("SELECT " + std::string(sign)) ==
          "refused: has a " + std::string(sign, 1) + ", which cannot be used here");
  for (const char* const sign : {":a", "a::b", "a:=b"})
    CHECK(sqlite("SELECT " + std::string(sign)) == "refused: has a :, which cannot be used here");
  CHECK(sqlite("SELECT $a") == "refused: has a $, which cannot be used here");
  CHECK(sqlite("SELECT [a") == "refused: has an unterminated ]");
}

TEST_CASE("hostile queries end") {
  for (const SqlDialect dialect : all_dialects) {
    for (const char* const text :
         {"'",   "\"",   "`",  "[",        "$",  "$$", "$a", "E'",   "E'\\", "/*",
          "/*/", "-",    "--", ":",        "::", ":=", "%%", "U&",   "U&'",  "'\\",
          ")",   "))((", ";",  "\xff\xfe", "''", "/",  "a'", "''''", "N'"})
      CHECK_NOTHROW(parse_sql_query(text, dialect));
    CHECK(parse_sql_query(std::string(100'000, '('), dialect));
    CHECK_FALSE(parse_sql_query(std::string(100'001, '\''), dialect));
  }
}
