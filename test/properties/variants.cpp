// SPDX-License-Identifier: MIT
//
// Pairs of requests whose answers must be the same, or differ only in one way.
#include <fmt/format.h>

#include "cases.hpp"
#include "generate.hpp"
#include "hostile.hpp"
#include "replaced.hpp"

using namespace fingerpost;

namespace {

std::string any_list_with(Random& random, const std::string& etag) {
  const std::string hash = etag.substr(0, etag.size() - 1);
  switch (random.below(4)) {
    case 0:
      return etag;
    case 1:
      return "W/" + etag;
    case 2:
      return fmt::format("\"{}\", {}, \"x\"", random.token(), etag);
    default:
      return hash + "-gzip\"";
  }
}

bool is_public(const Answer& answer) {
  return answer.header().find("\r\nCache-Control: public") != std::string::npos;
}

/** Returns the query with the name of its first key in random case. */
std::string with_any_key(Random& random, const std::string& query) {
  const auto equals = std::min(query.find('='), query.size());
  return with_any_case(random, query.substr(0, equals)) + query.substr(equals);
}

}  // namespace

TEST_CASE("HEAD has the header of GET, and no body") {
  for_all(3000, [](Random& random) {
    Question question = any_question(random);
    CAPTURE(question);
    question.method = "GET";
    const Answer got = ask(question);
    question.method = "HEAD";
    REQUIRE(ask(question).text == got.header());
  });
}

TEST_CASE("a client with the current answer gets 304, and with another one the answer") {
  for_all(3000, [](Random& random) {
    Question question = any_good_question(random);
    CAPTURE(question);
    const Answer whole = ask(question);
    question.if_none_match = fmt::format("\"{:016x}\"", random.below(1000000));
    REQUIRE(ask(question).text == whole.text);
    if (whole.response.etag.empty()) return;

    question.if_none_match = any_list_with(random, whole.response.etag);
    const Answer answer = ask(question);
    REQUIRE(answer.response.status == 304);
    REQUIRE(answer.text == answer.header());
    REQUIRE(answer.response.etag == whole.response.etag);
    REQUIRE(is_public(answer));
  });
}

TEST_CASE("a public answer depends only on the URL, or says on what else") {
  for_all(3000, [](Random& random) {
    Question question = any_question(random);
    question.if_none_match.clear();
    CAPTURE(question);
    const Answer answer = ask(question);
    if (is_public(answer)) REQUIRE((question.method == "GET" || question.method == "HEAD"));
    question.accept_language = random.one_of({"", "de", "fr", "en, de;q=0.1", "x"});
    if (!is_public(answer) && question.method == "POST") return;
    const bool same = ask(question).text == answer.text;
    REQUIRE((same || answer.response.vary == "Accept-Language"));
    question.body = random.bytes(100);
    if (is_public(answer)) REQUIRE(ask(question).text == answer.text);
  });
}

TEST_CASE("http gives the same answer as https, or redirects there") {
  for_all(3000, [](Random& random) {
    Question question = any_question(random);
    CAPTURE(question);
    question.https = true;
    const Answer secure = ask(question);
    question.https = false;
    const Answer plain = ask(question);
    if (plain.text == secure.text) return;
    REQUIRE(plain.response.status == 302);
    REQUIRE(plain.response.location.starts_with("https://"));
    REQUIRE(plain.response.body == redirect(302, {}).body);
  });
}

TEST_CASE("case in paths, keys and domains does not matter, nor does a final dot or a port") {
  for_all(4000, [](Random& random) {
    Frame frame = any_frame(random);
    frame.host = any_domain(random);
    const std::string domain = any_domain(random);
    const std::string local_part = random.token();
    const std::string plain = local_part + "@" + domain;
    const Answer answer = ask(ask_about(frame, plainly(plain)));

    frame.host = with_any_case(random, frame.host) + random.one_of({"", ".", ":443", ".:8443"});
    frame.path = with_any_case(random, frame.path);
    frame.wanted = with_any_case(random, frame.wanted);
    const std::string written = local_part + "@" + with_any_case(random, domain);
    Question question = ask_about(frame, plainly(written));
    question.query = with_any_key(random, question.query);
    CAPTURE(question);
    REQUIRE(replaced(ask(question).text, written, plain) == answer.text);
  });
}
