// SPDX-License-Identifier: MIT
#include "server/fcgi_request.hpp"

#include <doctest/doctest.h>

#include <string>

#include "fcgi_records.hpp"

using namespace fingerpost;

namespace {

FcgiRequest request_of(const std::string& parameters, std::string_view body = {},
                       bool keep = true) {
  std::string records = begin(1, keep);
  for (std::size_t i = 0; i < parameters.size(); i += 60'000)
    records += record(4, std::string_view(parameters).substr(i, 60'000));
  records += record(4, {});
  if (!body.empty()) records += record(5, body);
  FcgiIntake intake;
  REQUIRE(intake.take(records + record(5, {})) == FcgiIntake::Verdict::complete);
  auto request = read_request(intake);
  REQUIRE(request);
  return std::move(*request);
}

}  // namespace

// Fails if libfcgi reads from a connection, because this program's OS_Read() must replace its own.
TEST_CASE("libfcgi reads requests from memory") {
  prepare_libfcgi();
  const std::string host(300, 'h');
  for (const bool keep : {true, false, true}) {
    const FcgiRequest read =
        request_of(pair("REQUEST_METHOD", "POST") + pair("HTTP_HOST", host), "body", keep);
    CHECK(read.request.method == "POST");
    CHECK(read.request.host == host);
    CHECK(read.request.body == "body");
    CHECK(read.id == 1);
    CHECK(read.keep == keep);
    CHECK_FALSE(read.too_large);
  }
}

TEST_CASE("a request outlives the next one and can be moved") {
  prepare_libfcgi();
  FcgiRequest first = request_of(pair("HTTP_HOST", "one.example"), "one");
  const FcgiRequest second = request_of(pair("HTTP_HOST", "two.example"), "two");
  const FcgiRequest moved = std::move(first);
  CHECK(moved.request.host == "one.example");
  CHECK(moved.request.body == "one");
  CHECK(second.request.host == "two.example");
}

TEST_CASE("the longest parameters are read") {
  prepare_libfcgi();
  const std::string query(FcgiIntake::limit - 100, 'q');
  CHECK(request_of(pair("QUERY_STRING", query)).request.query == query);
}

TEST_CASE("of a request that is too large, only what the answer needs is read") {
  prepare_libfcgi();
  FcgiIntake intake;
  CHECK(intake.take(begin(1, false, 7) + record(4, pair("CONTENT_LENGTH", "65537"), 7) +
                    record(4, {}, 7) + record(5, "body", 7)) == FcgiIntake::Verdict::too_large);
  const auto read = read_request(intake);
  REQUIRE(read);
  CHECK(read->too_large);
  CHECK(read->id == 7);
  CHECK_FALSE(read->keep);
  CHECK(read->request.body.empty());
}
