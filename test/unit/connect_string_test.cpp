// SPDX-License-Identifier: MIT
#include "mapd/connect_string.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace fingerpost;

namespace {

using Texts = std::vector<std::string>;

Texts strings_of(SqlDialect dialect, const std::string& text) {
  const auto read = [](const std::string&) -> tl::expected<std::string, std::string> {
    return tl::unexpected<std::string>("missing");
  };
  const auto result = read_sql_table(dialect, text + "\nquery = SELECT '%s'\n", read);
  REQUIRE(result.table);
  return connect_strings(*result.table);
}

const std::string pgsql_end =
    "client_encoding=UTF8&connect_timeout=2&tcp_user_timeout=2000&fallback_application_name="
    "fingerpost";
const std::string mysql_end = "connect_timeout='2' read_timeout='2' write_timeout='2'";

}  // namespace

TEST_CASE("PostgreSQL's URIs") {
  CHECK(strings_of(SqlDialect::pgsql,
                   "hosts = db.example:5433 unix:/run/postgresql\ndbname = mail\nuser = jo") ==
        Texts{"postgresql://?host=db.example&port=5433&dbname=mail&user=jo&" + pgsql_end,
              "postgresql://?host=%2Frun%2Fpostgresql&dbname=mail&user=jo&" + pgsql_end});
  CHECK(
      strings_of(SqlDialect::pgsql, "dbname = a b\npassword = '\"a  b\\&?=%é\nencoding = LATIN1") ==
      Texts{"postgresql://?host=localhost&dbname=a%20b&password=%27%22a%20%20b%5C%26%3F%3D%25"
            "%C3%A9&client_encoding=LATIN1&connect_timeout=2&tcp_user_timeout=2000&"
            "fallback_application_name=fingerpost"});
  CHECK(
      strings_of(SqlDialect::pgsql, "hosts = postgresql://a,b/c postgresql://d?sslmode=require") ==
      Texts{"postgresql://a,b/c?" + pgsql_end, "postgresql://d?sslmode=require&" + pgsql_end});
}

TEST_CASE("MySQL's connection strings") {
  CHECK(strings_of(SqlDialect::mysql,
                   "hosts = unix:/run/my.sock localhost 127.0.0.1:3307\ndbname = m\nuser = jo") ==
        Texts{"unix_socket='/run/my.sock' dbname='m' user='jo' charset='utf8mb4' " + mysql_end,
              "dbname='m' user='jo' charset='utf8mb4' " + mysql_end,
              "host='127.0.0.1' port='3307' dbname='m' user='jo' charset='utf8mb4' " + mysql_end});
  CHECK(strings_of(SqlDialect::mysql,
                   "dbname = m\npassword = a'b\\  c=\ntls_CAfile = /ca\ntls_cert_file = "
                   "/cert\ntls_key_file = /key") ==
        Texts{"dbname='m' password='a\\'b\\\\  c=' charset='utf8mb4' sslca='/ca' sslcert='/cert' "
              "sslkey='/key' " +
              mysql_end});
}

TEST_CASE("SQLite is opened read-only") {
  CHECK(strings_of(SqlDialect::sqlite, "dbpath = /var/lib/my mail=1.db") ==
        Texts{"dbname=\"/var/lib/my mail=1.db\" timeout=1 readonly=true"});
}
