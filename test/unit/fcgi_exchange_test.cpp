// SPDX-License-Identifier: MIT
#include "server/fcgi_exchange.hpp"

#include <doctest/doctest.h>

#include <new>
#include <string>

#include "server/fcgi_record.hpp"

using namespace fingerpost;

namespace {

std::string pair(std::string_view name, std::string_view value) {
  const auto length = [](std::size_t size) {
    const auto byte = [&](int shift) { return static_cast<char>(size >> shift & 0xff); };
    return size < 128
               ? std::string{byte(0)}
               : std::string{static_cast<char>(byte(24) | '\x80'), byte(16), byte(8), byte(0)};
  };
  return length(name.size()) + length(value.size()) + std::string(name) + std::string(value);
}

/** Returns a whole request of a web server. `keep` says that it keeps the connection open. */
FcgiIntake intake_of(const std::string& parameters, std::string_view body = {}, bool keep = true) {
  std::string records;
  append_record(records, FcgiType::begin_request, 1,
                std::string({0, 1, static_cast<char>(keep ? 1 : 0), 0, 0, 0, 0, 0}));
  append_stream(records, FcgiType::parameters, 1, parameters);
  append_stream(records, FcgiType::input, 1, body);
  FcgiIntake intake;
  REQUIRE(intake.take(records) == FcgiIntake::Verdict::complete);
  return intake;
}

}  // namespace

// Fails if libfcgi reads a connection: this program's OS_Read must replace its own.
TEST_CASE("libfcgi reads requests from memory") {
  FcgiExchange exchange;
  for (const bool keep : {true, false, true}) {
    FcgiIntake intake = intake_of(
        pair("REQUEST_METHOD", "POST") + pair("HTTP_HOST", std::string(300, 'h')), "body", keep);
    std::string seen;
    const auto answer = exchange.answer(intake, [&](const Request& request) {
      seen = std::string(request.method) + ' ' + std::string(request.host) + ' ' + request.body;
      return std::string("Status: 204\r\n\r\n");
    });
    REQUIRE(answer);
    CHECK(seen == "POST " + std::string(300, 'h') + " body");
    CHECK(answer->keep == keep);
    CHECK(answer->records.find("Status: 204") != std::string::npos);
  }
}

TEST_CASE("an exchange goes on after a handler that had no memory") {
  FcgiExchange exchange;
  FcgiIntake first = intake_of(pair("REQUEST_METHOD", "GET"));
  CHECK_THROWS_AS(
      exchange.answer(first, [](const Request&) -> std::string { throw std::bad_alloc(); }),
      std::bad_alloc);
  FcgiIntake second = intake_of(pair("REQUEST_METHOD", "HEAD"));
  std::string method;
  const auto handler = [&](const Request& request) {
    method = request.method;
    return std::string();
  };
  REQUIRE(exchange.answer(second, handler));
  CHECK(method == "HEAD");
}

TEST_CASE("the longest parameters are read") {
  FcgiExchange exchange;
  const std::string query(FcgiIntake::limit - 100, 'q');
  FcgiIntake intake = intake_of(pair("QUERY_STRING", query));
  std::size_t seen = 0;
  REQUIRE(exchange.answer(intake, [&](const Request& request) {
    seen = request.query.size();
    return std::string();
  }));
  CHECK(seen == query.size());
}
