// SPDX-License-Identifier: MIT
#include "server/fcgi_reply.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

#include "fcgi_records.hpp"

using namespace fingerpost;
using ReplyVerdict = FcgiReply::Verdict;

namespace {

constexpr int output = 6;

std::string end(int id = 1, char protocol_status = 0) {
  return record(3, std::string({0, 0, 0, 0, protocol_status, 0, 0, 0}), id);
}

ReplyVerdict reply_verdict(std::string_view bytes) {
  FcgiReply reply(1);
  return reply.take(bytes);
}

}  // namespace

TEST_CASE("an answer, in one piece and byte by byte") {
  const std::string bytes =
      record(output, "Status: 200") + record(output, " OK", 1, 5) + record(output, {}) + end();
  FcgiReply whole(1);
  CHECK(whole.take(bytes) == ReplyVerdict::complete);
  CHECK(whole.output() == "Status: 200 OK");

  FcgiReply slow(1);
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i)
    REQUIRE(slow.take(std::string_view(bytes).substr(i, 1)) == ReplyVerdict::incomplete);
  CHECK(slow.take(std::string_view(bytes).substr(bytes.size() - 1)) == ReplyVerdict::complete);
  CHECK(slow.output() == whole.output());
}

TEST_CASE("nothing is taken after the end of an answer") {
  FcgiReply reply(1);
  CHECK(reply.take(record(output, "a") + end() + "HTTP/1.1 200 OK") == ReplyVerdict::complete);
  CHECK(reply.take(record(output, "b")) == ReplyVerdict::complete);
  CHECK(reply.output() == "a");
}

TEST_CASE("records that do not answer the request are broken") {
  for (const std::string& bytes :
       {std::string(8, '\0'), std::string("HTTP/1.1 400 Bad Request\r\n\r\n"),
        record(output, "a", 2), record(0, {}), record(1, "12345678"), record(5, "a"),
        record(7, "error"), record(11, "12345678"), record(255, {}), end(2), end(1, 1), end(1, 3),
        record(3, {}), record(3, "123456789")}) {
    FcgiReply reply(1);
    CHECK(reply.take(record(output, "a") + bytes) == ReplyVerdict::broken);
    CHECK(reply.take(end()) == ReplyVerdict::broken);
  }
}

TEST_CASE("an answer has a limit") {
  const std::size_t size = FcgiReply::limit / 32;
  const auto filled = [](std::size_t all) { return record(output, std::string(all - 8, 'x')); };
  std::string bytes;
  for (int i = 0; i < 31; ++i) bytes += filled(size);
  CHECK(reply_verdict(bytes + filled(size)) == ReplyVerdict::incomplete);
  CHECK(reply_verdict(bytes + filled(size) + "x") == ReplyVerdict::broken);
  CHECK(reply_verdict(bytes + filled(size - end().size()) + end()) == ReplyVerdict::complete);
  // Records without content count as well.
  FcgiReply reply(1);
  std::size_t taken = 0;
  while (reply.take(record(output, {})) == ReplyVerdict::incomplete) taken += 8;
  CHECK(taken == FcgiReply::limit);
}

TEST_CASE("any bytes give the same result in any pieces") {
  std::mt19937 random(20);
  const auto below = [&](std::size_t most) { return random() % most; };
  const std::string good =
      record(output, "Status: 200 OK\r\n\r\n", 1, 3) + record(output, "{}") + end();
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = good;
    for (auto changes = below(4); changes > 0; --changes)
      bytes[below(bytes.size())] = static_cast<char>(below(256));
    FcgiReply whole(1);
    FcgiReply pieces(1);
    const ReplyVerdict expected = whole.take(bytes);
    ReplyVerdict found = ReplyVerdict::incomplete;
    for (std::string_view rest = bytes; !rest.empty();) {
      const std::size_t size = std::min(below(9) + 1, rest.size());
      found = pieces.take(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    REQUIRE(found == expected);
    REQUIRE(pieces.output() == whole.output());
    REQUIRE(whole.output().size() <= bytes.size());
  }
}
