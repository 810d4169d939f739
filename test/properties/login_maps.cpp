// SPDX-License-Identifier: MIT
//
// Values of login-maps. A value may be anything: the targets of an alias, people, secrets. Answers
// contain nothing of it except one login name that belongs to the user. If there is none, not one
// byte reveals whether the map has the address.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <string>
#include <vector>

#include "../unit/folder.hpp"
#include "base/text.hpp"
#include "cases.hpp"
#include "config/load.hpp"
#include "generate.hpp"

using namespace fingerpost;

namespace {

struct OneValue final : Lookups {
  MapAnswer answer;
  MapAnswer look_up(const Map&, std::string_view) override { return answer; }
};

constexpr std::string_view domain = "customer.example";
constexpr std::string_view alias_domain = "aliasdomain.example";
constexpr std::string_view stranger = "otherprovider.example";

std::shared_ptr<const State> load_state() {
  const Folder folder;
  const std::string text = fmt::format(
      "provider a {{ name A  domain {}  domain {}  extensions yes\n"
      "login-map socketmap:unix:/run/a.sock:logins\n"
      "imap mail.a.example  pop3 pop.a.example {{ login own-%EMAILLOCALPART% }}\n"
      "smtp mail.a.example  caldav https://dav.a.example/\n"
      "activesync https://eas.a.example/Microsoft-Server-ActiveSync }}\n"
      "provider b {{ domain {}  imap mail.b.example  smtp mail.b.example }}\n",
      domain, alias_domain, stranger);
  const Loaded loaded = load_configuration(folder.write("fingerpost.conf", text));
  REQUIRE(loaded.state);
  return loaded.state;
}

const State& state() {
  static const auto loaded = load_state();
  return *loaded;
}

/** A name that could be a value of a map, or part of one. */
struct Name {
  std::string text;
  /** The part that must not be published unless it is the login name. */
  std::string secret;
  /** Whether it may be published if it is the only name. */
  bool is_login;
};

Name any_name(Random& random, const std::string& local_part) {
  const std::string token = random.token();
  switch (random.below(8)) {
    case 0:
      return {token, token, true};
    case 1:
      return {fmt::format("{}@{}", token, domain), token, true};
    case 2:
      return {fmt::format("{}@{}", local_part, alias_domain), std::string(alias_domain), true};
    case 3:
      return {fmt::format("{}@{}", local_part, stranger), std::string(stranger), false};
    case 4:
      return {fmt::format("{}@{}.example", random.chance(50) ? local_part : random.token(), token),
              token, false};
    case 5:
      return {fmt::format("{}@{}", token, alias_domain), token, false};
    case 6:
      return {token + random.one_of({"%EMAILADDRESS%", "%", "@", "@x@y.example", "\xe2\x80\xae",
                                     "\x01", "\xff", "\xc2\xa0", "@192.0.2.1"}),
              token, false};
    default:
      return {token + std::string(256, 'x'), token, false};
  }
}

std::string any_separator(Random& random) {
  return random.one_of({",", " ", ", ", "\n", "\t,"});
}

std::string text_of(const Frame& frame, const std::string& local_part, const MapAnswer& answer) {
  OneValue lookups;
  lookups.answer = answer;
  const Question question = ask_about(frame, plainly(fmt::format("{}@{}", local_part, domain)));
  return ask(question, state(), lookups).text;
}

Frame any_frame_of_customer(Random& random) {
  Frame frame = any_frame_with_address(random);
  frame.host = any_host(random, domain);
  return frame;
}

}  // namespace

TEST_CASE("of a login-map's value, only the user's own login name is published") {
  std::size_t seen = 0;
  for_all(6000, [&](Random& random) {
    const Frame frame = any_frame_of_customer(random);
    const std::string local_part = random.token();
    std::vector<Name> names;
    std::string value = random.one_of({"", " ", ","});
    for (std::size_t number = random.between(1, 3); names.size() < number;) {
      names.push_back(any_name(random, local_part));
      value += names.back().text + any_separator(random);
    }
    const std::string address = fmt::format("{}@{}", local_part, domain);
    const bool has_address = random.chance(10);
    if (has_address) value += address;
    const std::string text = text_of(frame, local_part, {MapAnswer::Kind::found, value});
    CAPTURE(value);
    CAPTURE(text);
    for (const Name& name : names) {
      // Two of the same kind may have the same name.
      bool alone = !has_address;
      for (const Name& other : names) alone = alone && other.text == name.text;
      const bool is_there = to_lower(text).find(name.secret) != std::string::npos;
      if (!(alone && name.is_login)) REQUIRE_FALSE(is_there);
      if (is_there) ++seen;
    }
  });
  // Otherwise the property would also hold for a program that never queries a map.
  if (!only_seed()) CHECK(seen > 100);
}

TEST_CASE("without a login name in a login-map, nothing reveals its value, or whether it fails") {
  for_all(4000, [](Random& random) {
    const Frame frame = any_frame_of_customer(random);
    const std::string local_part = random.token();
    const std::string absent = text_of(frame, local_part, {MapAnswer::Kind::absent, {}});
    REQUIRE(absent == text_of(frame, local_part, {MapAnswer::Kind::failed, {}}));
    const std::string address = fmt::format("{}@{}", with_any_case(random, local_part), domain);
    REQUIRE(absent == text_of(frame, local_part, {MapAnswer::Kind::found, address}));
    const std::string several = fmt::format("{} {} {}", random.token(), address, random.token());
    REQUIRE(absent == text_of(frame, local_part, {MapAnswer::Kind::found, several}));
    const Name name = any_name(random, local_part);
    if (!name.is_login)
      REQUIRE(absent == text_of(frame, local_part, {MapAnswer::Kind::found, name.text}));
  });
}
