// SPDX-License-Identifier: MIT
//
// Answers do not reveal whether a mailbox exists: for two addresses in one domain, they differ only
// in the address and in values computed from it.
#include "cases.hpp"
#include "generate.hpp"
#include "replaced.hpp"

using namespace fingerpost;

namespace {

/** Returns a local part of letters and digits, which has the same form everywhere. */
std::string any_plain_local_part(Random& random) {
  return random.token(15) + static_cast<char>(random.between('0', '9'));
}

/** Whether this is the page for people. Its path is also that of every web site's home page, so not
    even its refusals may be cached. */
bool is_page(const Frame& frame) {
  return frame.way == Way::page || frame.way == Way::page_form;
}

}  // namespace

TEST_CASE("answers for two mailboxes in one domain differ only in the address") {
  for_all(4000, [](Random& random) {
    const Frame frame = any_frame_with_address(random);
    const std::string domain = any_spelling(random, any_domain(random));
    const std::string one = any_plain_local_part(random);
    const std::string other = any_plain_local_part(random);
    const Question question = ask_about(frame, plainly(one + "@" + domain));
    CAPTURE(question);
    const Answer answer = ask(question);
    const Answer other_answer = ask(ask_about(frame, plainly(other + "@" + domain)));
    REQUIRE(without_uuids(answer.text) == replaced(without_uuids(other_answer.text), other, one));
    REQUIRE(answer.text.size() == other_answer.text.size());
    REQUIRE(answer.response.event.domain == other_answer.response.event.domain);
    REQUIRE(answer.response.event.detail == other_answer.response.event.detail);
  });
}

TEST_CASE("answers with an address may not be cached, and all others may") {
  for_all(4000, [](Random& random) {
    const Frame frame = any_frame_with_address(random);
    const std::string local_part = any_plain_local_part(random);
    const Question question =
        ask_about(frame, plainly(local_part + "@" + any_spelling(random, any_domain(random))));
    CAPTURE(question);
    const Answer answer = ask(question);
    CAPTURE(answer.text);
    const bool personal = answer.response.body.find(local_part) != std::string::npos;
    const bool no_store =
        answer.header().find("\r\nCache-Control: private, no-store\r\n") != std::string::npos;
    if (answer.response.status == 404 && is_page(frame))
      REQUIRE(no_store);
    else
      REQUIRE(personal == no_store);
    REQUIRE(answer.header().find(local_part) == std::string::npos);
    if (personal) REQUIRE(answer.response.etag.empty());
  });
}
