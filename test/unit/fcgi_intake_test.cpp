// SPDX-License-Identifier: MIT
#include "server/fcgi_intake.hpp"

#include <doctest/doctest.h>

#include <string>

#include "fcgi_records.hpp"

using namespace fingerpost;
using IntakeVerdict = FcgiIntake::Verdict;

namespace {

IntakeVerdict intake_verdict(std::string_view bytes) {
  FcgiIntake intake;
  return intake.take(bytes);
}

}  // namespace

TEST_CASE("a request, in one piece and byte by byte") {
  const std::string parameters = pair("REQUEST_METHOD", "POST") + pair("CONTENT_LENGTH", "4");
  const std::string bytes = begin() + record(4, parameters, 1, 7) + record(4, {}) +
                            record(5, "bo") + record(5, "dy", 1, 3) + record(5, {});
  FcgiIntake whole;
  CHECK_FALSE(whole.has_begun());
  CHECK(whole.take(bytes) == IntakeVerdict::complete);
  CHECK(whole.body() == "body");
  CHECK(whole.head() == begin() + record(4, pair("REQUEST_METHOD", "POST")) + record(4, {}));

  FcgiIntake slow;
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i)
    REQUIRE(slow.take(std::string_view(bytes).substr(i, 1)) == IntakeVerdict::incomplete);
  CHECK(slow.take(std::string_view(bytes).substr(bytes.size() - 1)) == IntakeVerdict::complete);
  CHECK(slow.has_begun());
  CHECK(slow.head() == whole.head());
  slow.reset();
  CHECK_FALSE(slow.has_begun());
  CHECK(slow.take(bytes) == IntakeVerdict::complete);
}

TEST_CASE("libfcgi gets only needed parameters, each once, with the last value of its name") {
  std::string parameters = pair("HTTP_HOST", "one.example") + pair("HTTP_COOKIE", "secret") +
                           pair("HTTP_HOST=x", "y") + pair("HTTP_HOST", "two.example");
  for (int i = 0; i < 1000; ++i) parameters += pair("QUERY_STRING", "x");
  FcgiIntake intake;
  intake.take(begin() + record(4, parameters) + record(4, {}) + record(5, {}));
  REQUIRE(intake.is_complete());
  const std::string head = intake.head();
  const std::string end = record(4, {});
  CHECK(head.size() == begin().size() + 8 + pair("HTTP_HOST", "two.example").size() +
                           pair("QUERY_STRING", "x").size() + end.size());
  CHECK(head.find(pair("HTTP_HOST", "two.example")) != head.npos);
  CHECK(head.find(pair("QUERY_STRING", "x")) != head.npos);
}

TEST_CASE("an intake counts its memory") {
  FcgiIntake intake;
  CHECK(intake.memory() < 128);
  intake.take(begin() + record(4, {}) + record(5, std::string(50'000, 'x')));
  CHECK(intake.memory() >= 50'000);
  CHECK(intake.memory() < 200'000);
  intake.reset();
  CHECK(intake.memory() < 128);
}

TEST_CASE("the bytes of the next request are kept, without further memory") {
  FcgiIntake intake;
  const std::string request = begin() + record(4, {}) + record(5, {});
  CHECK(intake.take(begin() + record(4, {}) + record(5, std::string(50'000, 'x')).substr(0, 100)) ==
        IntakeVerdict::incomplete);
  intake.take(record(5, std::string(50'000, 'x')).substr(100));
  CHECK(intake.take(record(5, {}) + request + request.substr(0, 20)) == IntakeVerdict::complete);
  intake.reset();
  CHECK(intake.memory() < 256);
  CHECK(intake.take({}) == IntakeVerdict::complete);
  intake.reset();
  CHECK(intake.take({}) == IntakeVerdict::incomplete);
  CHECK(intake.has_begun());
  CHECK(intake.take(request.substr(20)) == IntakeVerdict::complete);
  intake.reset();
  CHECK_FALSE(intake.has_begun());
  CHECK(intake.memory() < 128);
}

TEST_CASE("bytes that are not a request are broken") {
  for (const std::string& bytes :
       {std::string(8, '\0'), std::string("GET / HTTP/1.1\r\n\r\n"), begin(2), begin(3),
        record(1, "short"), record(1, std::string("\0\1\1\0\0\0\0\0", 8), 0), record(5, "x"),
        record(9, pair("FCGI_MPXS_CONNS", {}), 1), begin() + begin(), begin() + record(2, {}),
        begin() + record(4, "x", 2), begin() + record(9, {}), begin() + record(5, {}),
        begin() + record(4, {}) + record(4, {}), begin() + record(4, {}) + record(2, {})})
    CHECK(intake_verdict(bytes) == IntakeVerdict::broken);
}

TEST_CASE("invalid lengths are broken") {
  for (const std::string& parameters :
       {std::string("\x05"), std::string("\x05\x01name"), std::string("\x80"),
        std::string("\x80\x00\x00", 3), std::string(8, '\xff') + "A",
        std::string("\x01\xff\xff\xff\xffx"), pair({}, "nameless")})
    CHECK(intake_verdict(begin() + record(4, parameters) + record(4, {})) == IntakeVerdict::broken);
}

TEST_CASE("parameters and body have limits") {
  const std::string most(32 * 1024, 'x');
  const auto with_body = [&](std::string_view more) {
    return intake_verdict(begin() + record(4, {}) + record(5, most) + record(5, most) +
                          record(5, more));
  };
  CHECK(with_body({}) == IntakeVerdict::complete);
  CHECK(with_body("x") == IntakeVerdict::too_large);
  CHECK(intake_verdict(begin() + record(4, most) + record(4, most)) == IntakeVerdict::incomplete);
  CHECK(intake_verdict(begin() + record(4, most) + record(4, most) + record(4, "x")) ==
        IntakeVerdict::too_large);
}

TEST_CASE("a body that is going to be too large is not waited for") {
  const auto declared = [](std::string_view length) {
    return intake_verdict(begin() + record(4, pair("CONTENT_LENGTH", length)) + record(4, {}));
  };
  for (const char* const good : {"", "0", "65536", "-1", "abc", "+1"})
    CHECK(declared(good) == IntakeVerdict::incomplete);
  for (const char* const bad : {"65537", "99999999999999999999"})
    CHECK(declared(bad) == IntakeVerdict::too_large);
}

TEST_CASE("libfcgi sees no parameters of a request that is too large") {
  FcgiIntake intake;
  CHECK(intake.take(begin() + record(4, pair("CONTENT_LENGTH", "65537")) + record(4, {})) ==
        IntakeVerdict::too_large);
  CHECK(intake.head() == begin() + record(4, {}));
  CHECK(intake.take("more") == IntakeVerdict::too_large);
}

namespace {

/** Returns the verdict on `bytes` after a request whose body is too large and of which `rest` has
    arrived. */
IntakeVerdict after_too_large(std::string_view rest, std::string_view bytes, bool is_begun) {
  FcgiIntake intake;
  const std::string refused = begin() + record(4, pair("CONTENT_LENGTH", "65537")) + record(4, {});
  CHECK(intake.take(refused) == IntakeVerdict::too_large);
  intake.skip_rest();
  CHECK(intake.is_skipping());
  for (const char byte : rest) CHECK(intake.take({&byte, 1}) == IntakeVerdict::incomplete);
  CHECK(intake.has_begun() == is_begun);
  return intake.take(bytes);
}

}  // namespace

TEST_CASE("after a request that is too large, the next one is taken") {
  const std::string next = begin() + record(4, pair("A", "b")) + record(4, {}) + record(5, {});
  const std::string input = record(5, "body") + record(5, "more");
  CHECK(after_too_large({}, next, false) == IntakeVerdict::complete);
  CHECK(after_too_large(input, next, false) == IntakeVerdict::complete);
  CHECK(after_too_large(input + record(5, {}), next, false) == IntakeVerdict::complete);
  CHECK(after_too_large(record(4, "A") + record(4, {}) + input, next, false) ==
        IntakeVerdict::complete);
  CHECK(after_too_large(next.substr(0, 9), next.substr(9), true) == IntakeVerdict::complete);
  CHECK(after_too_large(input + record(5, {}), record(5, "late"), false) == IntakeVerdict::broken);
  CHECK(after_too_large({}, record(5, "x", 2), false) == IntakeVerdict::broken);
  CHECK(after_too_large(input, record(2, {}), false) == IntakeVerdict::broken);
}

TEST_CASE("bytes that arrive with a request that is too large are not lost") {
  const std::string next = begin() + record(4, {}) + record(5, {});
  FcgiIntake intake;
  CHECK(intake.take(begin() + record(4, pair("CONTENT_LENGTH", "65537")) + record(4, {}) + next) ==
        IntakeVerdict::too_large);
  intake.skip_rest();
  CHECK(intake.has_begun());
}

namespace {

/** Returns the answer to a management record. */
std::string reply_to(std::string_view bytes) {
  FcgiIntake intake;
  CHECK(intake.take(bytes) == IntakeVerdict::incomplete);
  CHECK_FALSE(intake.has_begun());
  return intake.take_replies();
}

}  // namespace

TEST_CASE("values that a web server queries") {
  const std::string mpxs = pair("FCGI_MPXS_CONNS", "0");
  CHECK(reply_to(record(9, pair("FCGI_MPXS_CONNS", {}), 0)) == record(10, mpxs, 0));
  // The record of HAProxy 2.6.
  CHECK(reply_to(record(9, pair("FCGI_MAX_REQS", {}) + pair("FCGI_MPXS_CONNS", {}), 0, 5)) ==
        record(10, pair("FCGI_MAX_REQS", "1024") + mpxs, 0));
  CHECK(reply_to(record(9, pair("FCGI_MAX_CONNS", "x"), 0)) ==
        record(10, pair("FCGI_MAX_CONNS", "1024"), 0));
  CHECK(reply_to(record(9, {}, 0)) == record(10, {}, 0));
  CHECK(reply_to(record(9, pair("OTHER", {}) + pair({}, {}), 0)) == record(10, {}, 0));
  std::string many;
  for (int i = 0; i < 3000; ++i) many += pair("FCGI_MPXS_CONNS", {});
  CHECK(reply_to(record(9, many, 0)) == record(10, mpxs, 0));
}

TEST_CASE("unknown management records") {
  CHECK(reply_to(record(12, "whatever", 0)) == unknown_12);
  CHECK(reply_to(record(12, {}, 0)) == unknown_12);
  CHECK(reply_to(record(255, {}, 0)).substr(8, 1) == "\xff");
  CHECK(reply_to(record(0, {}, 0)).substr(8, 1) == std::string(1, '\0'));
  for (int type = 1; type <= 11; ++type)
    if (type != 9) CHECK(intake_verdict(record(type, {}, 0)) == IntakeVerdict::broken);
}

TEST_CASE("values with invalid lengths are broken") {
  for (const std::string& pairs : {std::string("\x05"), std::string("\x05\x01name"),
                                   std::string("\xff\xff\xff\xff\xff\xff\xff\xff") + "A"})
    CHECK(intake_verdict(record(9, pairs, 0)) == IntakeVerdict::broken);
}

TEST_CASE("management records can arrive anywhere in a request, and are not part of it") {
  const std::string other = record(12, "x", 0, 3);
  const std::string parameters = pair("REQUEST_METHOD", "GET");
  const std::string bytes = other + begin() + other + record(4, parameters) + other +
                            record(4, {}) + other + record(5, "body") + other + record(5, {});
  FcgiIntake intake;
  std::string replies;
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
    REQUIRE(intake.take(std::string_view(bytes).substr(i, 1)) == IntakeVerdict::incomplete);
    replies += intake.take_replies();
  }
  CHECK(intake.take(std::string_view(bytes).substr(bytes.size() - 1)) == IntakeVerdict::complete);
  CHECK(replies == unknown_12 + unknown_12 + unknown_12 + unknown_12 + unknown_12);
  CHECK(intake.body() == "body");
  CHECK(intake.head() == begin() + record(4, parameters) + record(4, {}));
}

TEST_CASE("the number of management records with a request is limited") {
  FcgiIntake intake;
  for (unsigned i = 0; i < FcgiIntake::most_management; ++i)
    REQUIRE(intake.take(record(12, {}, 0)) == IntakeVerdict::incomplete);
  CHECK(intake.take_replies().size() == FcgiIntake::most_management * 16);
  CHECK(intake.take(record(12, {}, 0)) == IntakeVerdict::broken);
  intake.reset();
  CHECK(intake.take(record(12, {}, 0)) == IntakeVerdict::incomplete);
}
