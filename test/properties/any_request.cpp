// SPDX-License-Identifier: MIT
//
// Properties of the answer to any bytes at all.
#include <algorithm>
#include <set>
#include <vector>

#include "base/text.hpp"
#include "cases.hpp"
#include "generate.hpp"
#include "hostile.hpp"
#include "model/url.hpp"
#include "protocol/protocol.hpp"
#include "xml_nodes.hpp"

using namespace fingerpost;

namespace {

/** Returns the lines of a header, each of which must end with CR LF. */
std::vector<std::string> lines_of(std::string_view header) {
  std::vector<std::string> lines;
  while (!header.empty()) {
    const auto end = header.find("\r\n");
    REQUIRE(end != header.npos);
    lines.emplace_back(header.substr(0, end));
    header.remove_prefix(end + 2);
  }
  REQUIRE(lines.back().empty());
  lines.pop_back();
  return lines;
}

void check_header(const std::string& header) {
  std::set<std::string> names;
  for (const std::string& line : lines_of(header)) {
    REQUIRE(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; }));
    const auto colon = line.find(": ");
    REQUIRE(colon != line.npos);
    REQUIRE(colon > 0);
    REQUIRE(names.insert(to_lower(line.substr(0, colon))).second);
  }
  REQUIRE(names.contains("status"));
}

void check_body(const Answer& answer) {
  const auto& [response, text] = answer;
  if (response.status != 304)
    REQUIRE(text.find("\r\nContent-Length: " + std::to_string(response.body.size()) + "\r\n") !=
            text.npos);
  REQUIRE(text == answer.header() + (response.head_only ? "" : response.body));
  if (response.body.starts_with("<")) REQUIRE(!xml_nodes(response.body).empty());
  const bool json = response.content_type.starts_with("application/json");
  if (response.status == 304) REQUIRE(response.body.empty());
  if (response.status == 200 || response.status == 304 || json || response.page) return;
  REQUIRE(response.content_type == "text/plain");
  REQUIRE(is_ascii(response.body));
  REQUIRE(response.body.find('\n') == response.body.size() - 1);
}

void check_location(const Response& response) {
  const bool redirects = response.status == 302 || response.status == 307;
  REQUIRE(redirects == !response.location.empty());
  if (!redirects) return;
  const auto url = Url::parse(response.location);
  REQUIRE(url);
  REQUIRE(url->is_https());
}

}  // namespace

TEST_CASE("no bytes are the server's fault, and none break the answer's form") {
  const std::set<int> statuses{200, 302, 304, 307, 400, 404, 405};
  std::set<int> seen;
  for_all(10000, [&](Random& random) {
    const Question question = any_question(random);
    CAPTURE(question);
    const Answer answer = ask(question);
    CAPTURE(answer.text);
    REQUIRE(statuses.contains(answer.response.status));
    check_header(answer.header());
    check_body(answer);
    check_location(answer.response);
    seen.insert(answer.response.status);
  });
  // All except 304, for which the hash would have to be guessed.
  CHECK((seen.size() >= statuses.size() - 1 || only_seed()));
}

TEST_CASE("every protocol gets valid questions") {
  std::set<std::string_view> seen;
  for_all(1000, [&](Random& random) {
    seen.insert(ask(any_good_question(random)).response.event.protocol);
  });
  for (const Protocol& protocol : all_protocols())
    CHECK((seen.contains(protocol.name) || only_seed()));
}

TEST_CASE("a question always has the same answer, whatever came before") {
  const auto other_state = load_golden_state();
  constexpr std::size_t at_once = 20;
  const auto same = [&](Random& random) {
    std::vector<Question> questions;
    while (questions.size() < at_once) questions.push_back(any_question(random));
    std::vector<std::string> answers;
    for (const Question& question : questions) answers.push_back(ask(question).text);
    for (std::size_t i = questions.size(); i-- > 0;) {
      CAPTURE(questions[i]);
      REQUIRE(ask(questions[i]).text == answers[i]);
      REQUIRE(ask(questions[i], *other_state).text == answers[i]);
    }
  };
  for_all(4000, same, at_once);
}
