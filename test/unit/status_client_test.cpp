// SPDX-License-Identifier: MIT
#include "server/status_client.hpp"

#include <doctest/doctest.h>

#include <string>

#include "http/response.hpp"

using namespace fingerpost;

namespace {

std::string why(std::string_view answer) {
  const auto status = status_in(answer);
  return status ? "a report" : status.error();
}

}  // namespace

TEST_CASE("the report in an answer") {
  const std::string body = R"({"version":"1"})";
  CHECK(status_in(render({.content_type = "application/json", .body = body})) == body);
  CHECK(status_in("X: y\r\nContent-Type: application/json\r\nStatus: 200 OK\r\n\r\n" + body) ==
        body);
}

TEST_CASE("an answer that is not a report says so") {
  CHECK(
      why(render(refuse(Refusal::no_such_path))) ==
      "answers \"404 Not Found\" instead of a report; if an older version is running, restart it");
  CHECK(why("Status: \x1b[2J\r\n\r\n") ==
        "answers \"?[2J\" instead of a report; if an older version is running, restart it");
  const std::string stranger = "another program listens there, not fingerpostd";
  for (const std::string_view answer :
       {"", "\r\n\r\n", "Status: 200 OK\r\n", "Content-Type: application/json\r\n\r\n{}",
        "Status: 200 OK\r\n\r\n{}", "Status: 200 OK\r\nContent-Type: text/html\r\n\r\n{}",
        "Status: 200 OK\r\nContent-Type: application/json\r\n\r\n",
        "Status: 200 OK\r\nContent-Type: application/json\r\n\r\n{",
        "Status: 200 OK\r\nContent-Type: application/json\r\n\r\n[]",
        "Status: 200 OK\r\nContent-Type: application/json\r\n\r\n{\"\x1b[2J\"}",
        "Status: 200 OK\r\nContent-Type: application/json\r\n\r\n{\"\xff\"}"}) {
    INFO(answer);
    CHECK(why(answer) == stranger);
  }
}
