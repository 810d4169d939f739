// SPDX-License-Identifier: MIT
#include "postfix/sql_table.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

using namespace fingerpost;

namespace {

using Texts = std::vector<std::string>;

tl::expected<std::string, std::string> read_no_file(const std::string&) {
  return tl::unexpected<std::string>("no such file or directory");
}

/** Adds the parameters that every table of the dialect needs; the test's text overrides them. */
SqlTableRead read_table(SqlDialect dialect, const std::string& text) {
  return read_sql_table(dialect, text, read_no_file);
}

const std::string server = "dbname = mail\n";
const std::string query = "query = SELECT v FROM t WHERE k = '%s'\n";

Texts problems_of(const SqlTableRead& result) {
  Texts texts;
  for (const TableProblem& problem : result.problems)
    texts.push_back(fmt::format(
        "{}{}: {}", problem.severity == TableProblem::Severity::warning ? "warning " : "",
        problem.line, problem.text));
  return texts;
}

Texts hosts_of(const SqlTableRead& result) {
  Texts texts;
  REQUIRE(result.table);
  for (const SqlHost& host : result.table->hosts)
    texts.push_back(fmt::format("{} {} {}",
                                host.kind == SqlHost::Kind::socket    ? "socket"
                                : host.kind == SqlHost::Kind::network ? "network"
                                                                      : "uri",
                                host.name, host.port));
  return texts;
}

}  // namespace

TEST_CASE("a table of PostgreSQL") {
  const auto result = read_table(
      SqlDialect::pgsql,
      "user = vmail\npassword = a b'c\nhosts = 127.0.0.1\ndbname = vmail\nport = 5432\n"
      "query = SELECT domain FROM domain WHERE domain='%s' AND backupmx=0\n  UNION SELECT 'a'\n"
      "result_format = <%s>\nidle_interval = 5\n");
  CHECK(problems_of(result) == Texts{});
  REQUIRE(result.table);
  CHECK(result.table->user == "vmail");
  CHECK(result.table->password == "a b'c");
  CHECK(result.table->database == "vmail");
  CHECK(result.table->charset == "UTF8");
  CHECK(result.table->idle_seconds == 5);
  CHECK(result.table->query.text ==
        "SELECT domain FROM domain WHERE domain=:p1 AND backupmx=0  UNION SELECT 'a'");
  CHECK(hosts_of(result) == Texts{"network 127.0.0.1 "});
  const auto key = result.table->expansion.split_key("example.com");
  REQUIRE(key);
  CHECK(fill(result.table->query.parameters[0], *key) == "example.com");
}

TEST_CASE("the parts that the query and the result need") {
  const auto result = read_table(SqlDialect::sqlite,
                                 "dbpath = /var/mail.db\nresult_format = %s %1\n"
                                 "query = SELECT v FROM t WHERE k = '%u'\n");
  REQUIRE(result.table);
  CHECK(result.table->expansion.split_key("jo@example"));
  CHECK_FALSE(result.table->expansion.split_key("jo"));
  CHECK_FALSE(result.table->expansion.split_key("@example"));
}

TEST_CASE("hosts of PostgreSQL") {
  const auto hosts = [](const std::string& text) {
    return hosts_of(read_table(SqlDialect::pgsql, server + query + "hosts = " + text + "\n"));
  };
  CHECK(hosts("") == Texts{"network localhost "});
  CHECK(hosts("localhost, inet:db.example:5433 [2001:db8::1]:1") ==
        Texts{"network localhost ", "network db.example 5433", "network 2001:db8::1 1"});
  CHECK(hosts("unix:/run/postgresql /tmp:5433") ==
        Texts{"socket /run/postgresql ", "socket /tmp 5433"});
  CHECK(hosts("postgresql://jo@a.example:1,b.example:2/db?target_session_attrs=read-write") ==
        Texts{"uri postgresql://jo@a.example:1,b.example:2/db?target_session_attrs=read-write "});
  CHECK(hosts("postgres://a/x, postgresql://b/y,inet:c unix:/d e") ==
        Texts{"uri postgres://a/x ", "uri postgresql://b/y ", "network c ", "socket /d ",
              "network e "});
}

TEST_CASE("hosts of MySQL") {
  const auto hosts = [](const std::string& text) {
    return hosts_of(read_table(SqlDialect::mysql, server + query + "hosts = " + text + "\n"));
  };
  CHECK(hosts("") == Texts{"socket  "});
  CHECK(hosts("unix:/run/mysqld/mysqld.sock inet:LocalHost 127.0.0.1:3307,::1") ==
        Texts{"socket /run/mysqld/mysqld.sock ", "socket  ", "network 127.0.0.1 3307",
              "network ::1 "});
}

TEST_CASE("hosts that are refused") {
  for (const SqlDialect dialect : {SqlDialect::pgsql, SqlDialect::mysql})
    for (const char* const host : {":1", "a:b", "a:0", "a:65536", "unix:run/x", "unix:", "inet:",
                                   "a/b", "inet:/a:x", "a%00b", "http://a/", "\"a\"", "'a'"})
      CHECK_FALSE(
          read_table(dialect, server + query + "hosts = " + std::string(host) + "\n").table);
  CHECK(problems_of(read_table(SqlDialect::mysql, server + query + "hosts = a:b\n")) ==
        Texts{"3: hosts: \"a:b\" is not a host; write it like db.example:3306, "
              "[2001:db8::1]:3306 or unix:/run/socket"});
  CHECK(problems_of(read_table(SqlDialect::pgsql, server + query + "hosts = /tmp:x\n")) ==
        Texts{"3: hosts: the port of a socket must be a number"});
}

TEST_CASE("the older ways to write a query") {
  const std::string old = "select_field = goto\ntable = alias\nwhere_field = address\n";
  for (const SqlDialect dialect : {SqlDialect::pgsql, SqlDialect::mysql, SqlDialect::sqlite}) {
    const std::string place = dialect == SqlDialect::sqlite ? "dbpath = /db\n" : server;
    const auto plain = read_table(dialect, place + old);
    REQUIRE(plain.table);
    CHECK(plain.table->query.text == "SELECT goto FROM alias WHERE address=:p1 ");
    const auto more =
        read_table(dialect, place + old + "additional_conditions = AND domain = '%d'\n");
    REQUIRE(more.table);
    CHECK(more.table->query.text == "SELECT goto FROM alias WHERE address=:p1 AND domain = :p2");
    CHECK_FALSE(more.table->expansion.split_key("jo"));
    const auto both = read_table(dialect, place + query + "table = alias\n");
    REQUIRE(both.table);
    CHECK(problems_of(both) ==
          Texts{"warning 3: table: has no effect, because query is set; remove it"});
    CHECK(problems_of(read_table(dialect, place + "table = alias\nselect_field =\n")) ==
          Texts{"3: select_field: is empty", "0: where_field: is missing"});
    CHECK(problems_of(read_table(dialect, place)) == Texts{"0: query: is missing"});
    CHECK(problems_of(read_table(dialect, place + "query =\n")) == Texts{"2: query: is empty"});
  }
  const auto function =
      read_table(SqlDialect::pgsql, server + "select_function = my_lookup\n" + old);
  REQUIRE(function.table);
  CHECK(function.table->query.text == "SELECT my_lookup(:p1)");
  CHECK(problems_of(function) ==
        Texts{"warning 3: select_field: has no effect, because select_function is set; remove it",
              "warning 4: table: has no effect, because select_function is set; remove it",
              "warning 5: where_field: has no effect, because select_function is set; remove it"});
}

TEST_CASE("parameters that are refused") {
  CHECK(problems_of(read_table(SqlDialect::pgsql, query)) == Texts{"0: dbname: is missing"});
  CHECK(read_table(SqlDialect::pgsql, query + "hosts = postgresql://a/b\n").table);
  CHECK(problems_of(read_table(SqlDialect::pgsql, query + "dbname = host=a\n")) ==
        Texts{"2: dbname: must be a name; put a URI in hosts"});
  CHECK(problems_of(read_table(SqlDialect::pgsql, server + query + "encoding = a b\n")) ==
        Texts{"3: encoding: is not the name of an encoding; use UTF8"});
  CHECK(problems_of(read_table(SqlDialect::pgsql, server + query + "charset = utf8\n")) ==
        Texts{"3: \"charset\" is not a parameter of this type of table"});
  CHECK(problems_of(read_table(SqlDialect::pgsql, server + "quory = SELECT 1\n" + query)) ==
        Texts{"2: \"quory\" is not a parameter of this type of table; did you mean \"query\"?"});
  CHECK(problems_of(read_table(SqlDialect::pgsql, server + "\nquery = SELECT %s\n")) ==
        Texts{"3: query: has a placeholder in the query's own text, where a parameter is not "
              "possible; put it in a string of its own, as in WHERE address = '%s'"});
  CHECK(problems_of(read_table(SqlDialect::pgsql, server + query + "domain = hash:/a\n"))[0]
            .starts_with("3: domain: cannot query the table"));
  CHECK(problems_of(read_table(SqlDialect::sqlite, query)) == Texts{"0: dbpath: is missing"});
  CHECK(problems_of(read_table(SqlDialect::sqlite, query + "dbpath = a.db\n")) ==
        Texts{"2: dbpath: must begin with a /"});
  CHECK(problems_of(read_table(SqlDialect::sqlite, query + "dbpath = /a\"b\n")) ==
        Texts{"2: dbpath: has a character that cannot be used here; rename the file"});
}

TEST_CASE("parameters of MySQL alone") {
  const auto problems = [](const std::string& text) {
    return problems_of(read_table(SqlDialect::mysql, server + query + text));
  };
  const auto table = read_table(SqlDialect::mysql, server + query +
                                                       "charset = latin1\nrequire_result_set = no\n"
                                                       "option_group =\noption_file =\n")
                         .table;
  REQUIRE(table);
  CHECK(table->charset == "latin1");
  CHECK_FALSE(table->requires_result);
  CHECK(problems("option_group = client\ntls_verify_cert = no\n") == Texts{});
  CHECK(problems("option_group = postfix\n") ==
        Texts{"3: option_group: is not supported; copy its settings into this file"});
  CHECK(problems("option_file = /etc/my.cnf\n") ==
        Texts{"3: option_file: is not supported; copy its settings into this file"});
  CHECK(problems("tls_verify_cert = yes\n") ==
        Texts{"3: tls_verify_cert: SOCI cannot verify the server's certificate; use a Unix socket, "
              "a tunnel, or PostgreSQL's sslmode=verify-full"});
  CHECK(problems("tls_ciphers = X\ntls_CApath = /a\n") ==
        Texts{"4: tls_CApath: SOCI does not support this; remove it, and use tls_CAfile",
              "3: tls_ciphers: SOCI does not support this; remove it, and use tls_CAfile"});
  CHECK(problems("tls_cert_file = /a\n") ==
        Texts{"3: tls_cert_file: SOCI uses this only together with tls_CAfile; add tls_CAfile"});
  CHECK(problems("tls_cert_file = /a\ntls_key_file = /b\ntls_CAfile = /c\n")[0].starts_with(
      "warning 5: tls_CAfile: as in Postfix without tls_verify_cert"));
  CHECK(problems("charset = gbk\n") ==
        Texts{"3: charset: must be one of these: utf8mb4, utf8mb3, utf8, latin1, ascii"});
  CHECK(problems("port = 3307\nretry_interval = 1\n") ==
        Texts{"warning 4: retry_interval: has no effect: a failed database is queried again after "
              "1 to 30 seconds",
              "warning 3: port: Postfix ignores this; put the port in hosts, as in "
              "hosts = inet:db.example:3306"});
}

TEST_CASE("problems quote no values except hosts and paths") {
  for (const SqlDialect dialect : {SqlDialect::pgsql, SqlDialect::mysql, SqlDialect::sqlite})
    for (const std::string& problem : problems_of(
             read_table(dialect,
                        "password = SECRET\npassword = SECRET\nSECRETS\nuser = SECRET\n"
                        "query = SECRET %s\nencoding = !SECRET\nrequire_result_set = SECRET\n")))
      CHECK_MESSAGE(
          (problem.find("SECRET") == problem.npos || problem.find("no \"=\"") != problem.npos),
          problem);
}

TEST_CASE("types") {
  CHECK(sql_dialect("pgsql") == SqlDialect::pgsql);
  CHECK(sql_dialect("mysql") == SqlDialect::mysql);
  CHECK(sql_dialect("sqlite") == SqlDialect::sqlite);
  CHECK_FALSE(sql_dialect("ldap"));
  CHECK_FALSE(sql_dialect(""));
}
