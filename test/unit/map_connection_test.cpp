// SPDX-License-Identifier: MIT
#include "mapd/map_connection.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace fingerpost;

namespace {

/** Takes all available questions. */
std::vector<std::uint64_t> questions(MapConnection& connection) {
  std::vector<std::uint64_t> numbers;
  while (const auto question = connection.next()) numbers.push_back(question->number);
  return numbers;
}

}  // namespace

TEST_CASE("replies go out in the order of the questions") {
  MapConnection connection;
  CHECK(connection.wants_bytes());
  connection.take(netstring("a 1") + netstring("a 2") + netstring("b 3"));
  const auto first = connection.next();
  REQUIRE(first);
  CHECK(first->text == "a 1");
  const std::uint64_t number = first->number;
  const auto others = questions(connection);
  REQUIRE(others.size() == 2);
  CHECK(connection.is_asking());

  connection.reply(others[1], "OK three");
  connection.reply(others[0], "NOTFOUND ");
  CHECK(connection.unsent().empty());
  CHECK_FALSE(connection.is_unfinished());
  connection.reply(number, "OK one");
  CHECK(connection.unsent() == "6:OK one,9:NOTFOUND ,8:OK three,");
  CHECK_FALSE(connection.is_asking());
  CHECK(connection.is_unfinished());

  // A client that does not read replies gets no further ones.
  CHECK_FALSE(connection.wants_bytes());
  connection.take(netstring("a 4"));
  CHECK(questions(connection).empty());
  connection.sent(9);
  CHECK(connection.unsent() == "9:NOTFOUND ,8:OK three,");
  connection.sent(connection.unsent().size());
  CHECK(questions(connection).size() == 1);
}

TEST_CASE("the number of open questions is limited") {
  MapConnection connection;
  for (std::size_t i = 0; i < 2 * MapConnection::most_questions; ++i)
    connection.take(netstring("a b"));
  const auto first = questions(connection);
  CHECK(first.size() == MapConnection::most_questions);
  CHECK_FALSE(connection.wants_bytes());
  for (const std::uint64_t number : first) connection.reply(number, "OK c");
  connection.sent(connection.unsent().size());
  CHECK(questions(connection).size() == MapConnection::most_questions);
}

TEST_CASE("an incomplete question, and bytes that are not a question") {
  MapConnection connection;
  connection.take("3:a");
  CHECK_FALSE(connection.next());
  CHECK(connection.is_unfinished());
  CHECK_FALSE(connection.is_wrong());
  connection.take(" b;");
  CHECK_FALSE(connection.next());
  CHECK(connection.is_wrong());
  CHECK_FALSE(connection.wants_bytes());

  MapConnection other;
  other.take("8193:");
  CHECK_FALSE(other.next());
  CHECK(other.is_wrong());
}
