// SPDX-License-Identifier: MIT
#include "postfix/socketmap.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include <string>
#include <vector>

using namespace fingerpost;

namespace {

/** Returns the strings in bytes that arrive in pieces of this size. */
std::vector<std::string> strings(std::string_view bytes, std::size_t piece, bool& wrong) {
  NetstringReader reader(20);
  std::vector<std::string> found;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    reader.take(bytes.substr(0, piece));
    while (const auto text = reader.next()) found.emplace_back(*text);
  }
  wrong = reader.is_wrong();
  return found;
}

}  // namespace

TEST_CASE("netstrings are complete, whatever the pieces are") {
  const std::string bytes = netstring("map key") + netstring("") + netstring("a,:1\n");
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    bool wrong = false;
    CHECK(strings(bytes, piece, wrong) == std::vector<std::string>{"map key", "", "a,:1\n"});
    CHECK_FALSE(wrong);
  }
}

TEST_CASE("strings are not kept after they were taken, whatever the pieces are") {
  NetstringReader reader(20);
  const std::string bytes = netstring("map key");
  reader.take(bytes.substr(0, 3));
  for (int i = 0; i < 1000; ++i) {
    reader.take(bytes.substr(3) + bytes.substr(0, 3));
    CHECK(reader.next() == "map key");
  }
  CHECK(reader.held() <= 2 * bytes.size());
}

TEST_CASE("invalid netstrings are refused") {
  for (const char* const bytes : {"x", ":", "1:ab", "21:", "999999999999", "-1:a,", "3 :abc,"})
    for (const std::size_t piece : {1U, 100U}) {
      bool wrong = false;
      CHECK(strings(bytes, piece, wrong).empty());
      CHECK_MESSAGE(wrong, bytes);
    }
}

TEST_CASE("requests and replies") {
  const auto request = parse_socketmap_request("pgsql:/a.cf ann b@example.com");
  REQUIRE(request);
  CHECK(request->map == "pgsql:/a.cf");
  CHECK(request->key == "ann b@example.com");
  CHECK_FALSE(parse_socketmap_request("nothing"));

  using Status = SocketmapReply::Status;
  for (const auto status :
       {Status::found, Status::absent, Status::temporary, Status::timeout, Status::permanent}) {
    const std::string text = socketmap_reply({status, "why not"});
    const auto reply = parse_socketmap_reply(text);
    REQUIRE(reply);
    CHECK(reply->status == status);
    CHECK(reply->text == "why not");
  }
  for (const char* const text : {"", "OK", "OKAY x", "ok x", " OK x"})
    CHECK_FALSE(parse_socketmap_reply(text));
}
