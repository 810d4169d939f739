// SPDX-License-Identifier: MIT
//
// The structure of an answer does not depend on the local part, and another parser reads the
// intended structure.
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "cases.hpp"
#include "generate.hpp"
#include "model/address.hpp"
#include "replaced.hpp"
#include "xml_nodes.hpp"

using namespace fingerpost;

namespace {

/** Occurs nowhere in the configuration. */
constexpr std::string_view plain_local_part = "zqxjkvbp";

bool holds_xml(const Response& response) {
  return response.body.starts_with("<?xml ") || response.body.starts_with("<!DOCTYPE html>");
}

bool holds_json(const Response& response) {
  return response.content_type.starts_with("application/json");
}

/** Replaces the plain address, and its local part where it stands alone, by another address's. This
    must be one step, because the address may contain the plain local part. */
std::string with_address(std::string_view text, std::string_view plain, std::string_view address,
                         std::string_view local_part) {
  const auto at = text.find(plain);
  if (at == text.npos) return replaced(text, plain_local_part, local_part);
  return replaced(text.substr(0, at), plain_local_part, local_part) + std::string(address) +
         with_address(text.substr(at + plain.size()), plain, address, local_part);
}

/** Returns a node with the address in its URL decoded, as it is elsewhere. */
std::string readable(const std::string& node) {
  return node.find("mobileconfig?email=") == node.npos ? node : percent_decode(node);
}

void check_tree(const std::string& answer, const std::string& plain_answer, const Address& address,
                const std::string& plain, const std::string& written) {
  const auto nodes = xml_nodes(answer);
  const auto plain_nodes = xml_nodes(plain_answer);
  REQUIRE(!plain_nodes.empty());
  REQUIRE(nodes.size() == plain_nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i)
    REQUIRE(without_uuids(readable(nodes[i])) ==
            with_address(without_uuids(readable(plain_nodes[i])), plain, written,
                         address.local_part()));
}

/** Compares all parts of the header that must not depend on the local part. */
void check_header(const Response& response, const Response& plain) {
  REQUIRE(response.status == plain.status);
  REQUIRE(response.content_type == plain.content_type);
  REQUIRE(response.caching == plain.caching);
  REQUIRE(response.etag == plain.etag);
  REQUIRE(response.vary == plain.vary);
  REQUIRE(response.download_name == plain.download_name);
  REQUIRE(response.location == plain.location);
}

/** Returns the address as the answer writes it: profiles have one spelling for each address. */
std::string written_address(const Address& address, Way way) {
  return way == Way::mobileconfig
             ? std::string(address.local_part()) + "@" + address.domain().text()
             : address.text();
}

void check_answer(const Frame& frame, const Answer& answer, const Answer& plain_answer,
                  const Address& address) {
  const std::string plain = std::string(plain_local_part) + "@" + address.domain().text();
  const std::string& body = answer.response.body;
  check_header(answer.response, plain_answer.response);
  if (holds_xml(plain_answer.response))
    check_tree(body, plain_answer.response.body, address, plain,
               written_address(address, frame.way));
  else
    REQUIRE(body == plain_answer.response.body);
  if (holds_json(answer.response)) REQUIRE(nlohmann::json::accept(body));
}

}  // namespace

TEST_CASE("the tree of an answer is the same as for a plain address, except for the address") {
  int with_tree = 0;
  for_all(6000, [&](Random& random) {
    const Frame frame = any_frame_with_address(random);
    const std::string domain = any_domain(random);
    const auto address =
        Address::parse(any_local_part(random) + "@" + any_spelling(random, domain));
    REQUIRE(address);
    REQUIRE(address->domain().text() == domain);

    const Question question = ask_about(frame, variously(random, address->text()));
    CAPTURE(question);
    const Answer plain =
        ask(ask_about(frame, plainly(std::string(plain_local_part) + "@" + domain)));
    const Answer answer = ask(question);
    CAPTURE(answer.text);
    check_answer(frame, answer, plain, *address);
    with_tree += holds_xml(answer.response);
  });
  CHECK((with_tree > 1000 || only_seed()));
}

TEST_CASE("an address with an invisible character is invalid") {
  for_all(2000, [](Random& random) {
    const std::string before = random.token(), after = random.token();
    const std::string address =
        before + invisible_piece(random) + after + "@" + any_spelling(random, any_domain(random));
    REQUIRE_FALSE(Address::parse(address));
    const Question question = ask_about(any_frame_with_address(random), variously(random, address));
    CAPTURE(question);
    const Answer answer = ask(question);
    REQUIRE(answer.text.find(before) == answer.text.npos);
    REQUIRE(answer.text.find(after) == answer.text.npos);
  });
}

TEST_CASE("a body in ISO-8859-1 is read like the same text in UTF-8, whatever it declares") {
  for_all(1000, [](Random& random) {
    Question question{
        .method = "POST", .host = "example.com", .path = "/autodiscover/autodiscover.xml"};
    std::string latin_1 = random.token(4);
    std::string utf_8 = latin_1;
    for (std::size_t times = random.between(1, 20); times > 0; --times) {
      auto point = static_cast<unsigned>(random.between(0xa1, 0xff));
      // The soft hyphen is invisible.
      if (point == 0xad) ++point;
      latin_1 += static_cast<char>(point);
      utf_8 += {static_cast<char>(0xc0 | point >> 6), static_cast<char>(0x80 | (point & 0x3f))};
    }
    // It may happen to be valid UTF-8, too.
    if (is_utf8(latin_1)) return;
    question.body = pox_body(utf_8 + "@example.com", "");
    const Answer answer = ask(question);
    REQUIRE(answer.response.body.find(utf_8) != std::string::npos);
    question.body = pox_body(latin_1 + "@example.com", "");
    CAPTURE(question);
    REQUIRE(ask(question).text == answer.text);
  });
}

TEST_CASE("two addresses share no identifier, and each address has only one") {
  static const std::regex uuid("PayloadUUID</key>\\s*<string>([^<]*)");
  const auto uuids = [](const std::string& body) {
    std::vector<std::string> found;
    for (std::sregex_iterator at(body.begin(), body.end(), uuid), end; at != end; ++at)
      found.push_back((*at)[1]);
    return found;
  };
  for_all(1000, [&](Random& random) {
    const std::string local_part = any_local_part(random);
    const std::string other_local_part = any_local_part(random);
    if (local_part == other_local_part) return;
    const auto profile = [&](const std::string& address) {
      return uuids(ask({.path = "/email.mobileconfig",
                        .query = "email=" + variously(random, address).in_query})
                       .response.body);
    };
    const auto one = profile(local_part + "@groupware.example");
    const auto other = profile(other_local_part + "@groupware.example");
    REQUIRE(one.size() == 5);
    REQUIRE(other.size() == 5);
    REQUIRE(one == profile(local_part + "@" + any_spelling(random, "groupware.example")));
    for (const std::string& text : one) {
      REQUIRE(std::count(one.begin(), one.end(), text) == 1);
      REQUIRE(std::count(other.begin(), other.end(), text) == 0);
    }
  });
}
