// SPDX-License-Identifier: MIT
#include "mapd/sql_backend.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

#include "folder.hpp"

using namespace fingerpost;

namespace {

tl::expected<std::string, std::string> read(const std::string&) {
  return tl::unexpected<std::string>("missing");
}

/** An SQLite database and a function to fill it. */
struct Database {
  Database() { run("CREATE TABLE t (k TEXT, v TEXT, w TEXT)"); }

  void run(const std::string& sql) const {
    load_sql_driver(SqlDialect::sqlite);
    const auto session = SqlSession::connect(SqlDialect::sqlite, "dbname=\"" + path + "\"");
    REQUIRE(session);
    REQUIRE((*session)->run({.text = sql, .parameters = {}}, {},
                            [](std::string_view) { return true; }));
  }

  Folder folder;
  std::string path = (folder.path / "my mail.db").string();
};

/** A table and its backend. */
struct Asked {
  Asked(const std::string& path, const std::string& text)
      : table(read_sql_table(SqlDialect::sqlite, "dbpath = " + path + "\n" + text, read).table) {
    REQUIRE(table);
    load_sql_driver(SqlDialect::sqlite);
    backend = std::make_unique<SqlBackend>(*table);
  }

  std::string operator()(std::string_view key) const {
    const BackendAnswer answer = backend->look_up(key);
    switch (answer.kind) {
      case BackendAnswer::Kind::found:
        return answer.value;
      case BackendAnswer::Kind::absent:
        return "(absent)";
      case BackendAnswer::Kind::unavailable:
        return "(unavailable) " + answer.reason;
      case BackendAnswer::Kind::refused:
        return "(refused) " + answer.reason;
    }
    return {};
  }

  std::shared_ptr<const SqlTable> table;
  std::unique_ptr<SqlBackend> backend;
};

}  // namespace

TEST_CASE("rows become values like in Postfix") {
  const Database database;
  database.run(
      "INSERT INTO t VALUES ('a@b', 'one', 'x'), ('a@b', NULL, 'x'), ('a@b', '', 'x'), ('a@b', 2, "
      "'x'), ('c@b', 12345678901234567, ''), ('d@b', 2.5, ''), ('e@b', x'41420043', ''), ('f@b', "
      "x'ff', ''), ('g@b', NULL, '')");
  const Asked asked(database.path, "query = SELECT v, w FROM t WHERE k = '%s' ORDER BY rowid\n");
  CHECK(asked("A@B") == "one,2");
  CHECK(asked("c@b") == "12345678901234567");
  CHECK(asked("d@b") == "2.5");
  CHECK(asked("e@b") == "AB");
  CHECK(asked("f@b") == "(refused) a value is not UTF-8");
  CHECK(asked("g@b") == "(absent)");
  CHECK(asked("h@b") == "(absent)");
  CHECK(asked("") == "(absent)");
}

TEST_CASE("keys are bound as values, whatever they contain") {
  const Database database;
  const Asked asked(database.path,
                    "query = SELECT '%s' || '|' || '<%u''%d>' || (SELECT count(*) FROM t)\n");
  for (const std::string key :
       {"' or ''='@b", "'; drop table t; --@b", "\\'@b", "%s@b", ":p1@b", "ü@b", "a\"b@b", "\n@b"})
    CHECK(asked(key) == fmt::format("{}|<{}'b>0", key, key.substr(0, key.size() - 2)));
  CHECK(asked(std::string("a\0@b", 4)) == "(absent)");
  CHECK(asked("\xff@b") == "(absent)");
  CHECK(asked("unqualified") == "(absent)");
}

TEST_CASE("too many values") {
  const Database database;
  database.run("INSERT INTO t VALUES ('a', '1', ''), ('a', '2', ''), ('b', '1', '')");
  const Asked asked(database.path, "expansion_limit = 1\nquery = SELECT v FROM t WHERE k = '%s'\n");
  CHECK(asked("a") == "(refused) too many values");
  CHECK(asked("b") == "1");
}

TEST_CASE("a file that is missing, created, deleted and replaced") {
  const Database database;
  const std::string other = (database.folder.path / "other.db").string();
  const Asked asked(other, "query = SELECT v FROM t WHERE k = '%s'\n");
  CHECK(asked("a") == "(unavailable) cannot open dbpath");
  CHECK_FALSE(std::filesystem::exists(other));
  database.run("INSERT INTO t VALUES ('a', 'first', '')");
  std::filesystem::copy_file(database.path, other);
  CHECK(asked("a") == "first");
  database.run("UPDATE t SET v = 'second'");
  std::filesystem::rename(database.path, other);
  CHECK(asked("a") == "second");
  std::filesystem::remove(other);
  CHECK(asked("a") == "(unavailable) cannot open dbpath");
}

TEST_CASE("a query that the database refuses, and one that writes") {
  const Database database;
  const Asked missing(database.path, "query = SELECT v FROM missing WHERE k = '%s'\n");
  CHECK(missing("a") ==
        "(unavailable) SQLite cannot read dbpath, or refused the query; try it with postmap -q, as "
        "the "
        "same user");
  const Asked writing(database.path, "query = INSERT INTO t VALUES ('%s', '', '') RETURNING k\n");
  CHECK(writing("a").starts_with("(unavailable) "));
  const Asked counting(database.path, "query = SELECT count(*) FROM t\n");
  CHECK(counting("a") == "0");
}
