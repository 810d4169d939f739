// SPDX-License-Identifier: MIT
#include "lookup/dialogue.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "lookup/dovecot_dialogue.hpp"
#include "lookup/socketmap_dialogue.hpp"

using namespace fingerpost;
using Status = SocketmapReply::Status;

namespace {

/** Returns the replies in bytes that arrive in pieces of this size: `NUMBER STATUS TEXT`. */
std::vector<std::string> replies(Dialogue& dialogue, std::string_view bytes, std::size_t piece) {
  std::vector<std::string> found;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    dialogue.take(bytes.substr(0, piece));
    while (const auto reply = dialogue.next())
      found.push_back(fmt::format("{} {} {}", reply->id, static_cast<int>(reply->reply.status),
                                  reply->reply.text));
  }
  return found;
}

}  // namespace

TEST_CASE("socketmap: a question and its reply") {
  for (std::size_t piece = 1; piece < 30; ++piece) {
    SocketmapDialogue dialogue("pgsql:/etc/postfix/x.cf");
    CHECK(dialogue.ask(7, "ann@example.com") == "39:pgsql:/etc/postfix/x.cf ann@example.com,");
    CHECK(replies(dialogue, "18:OK ann@example.com,", piece) ==
          std::vector<std::string>{"7 0 ann@example.com"});
    CHECK(dialogue.ask(8, "b") == "25:pgsql:/etc/postfix/x.cf b,");
    CHECK(replies(dialogue, "9:NOTFOUND ,", piece) == std::vector<std::string>{"8 1 "});
    CHECK(dialogue.problem().empty());
    CHECK_FALSE(dialogue.is_inside_reply());
  }
}

TEST_CASE("socketmap: a request has room for the map's name and the key") {
  CHECK(SocketmapDialogue("table").longest_key() == longest_request - 6);
  CHECK(SocketmapDialogue(std::string(longest_request, 'x')).longest_key() == 0);
}

TEST_CASE("socketmap: invalid replies are problems") {
  for (const char* const bytes :
       {"x", "4:OK a", "2:OK,", "5:MAYBE,", "0:,", "100001:", "4:OK a,4:OK b,", "HTTP/1.1 400"}) {
    CAPTURE(bytes);
    SocketmapDialogue dialogue("table");
    dialogue.ask(1, "key");
    for (int i = 0; i < 3; ++i) replies(dialogue, bytes, 100);
    CHECK_FALSE(dialogue.problem().empty());
  }
  SocketmapDialogue unasked("table");
  unasked.take("4:OK a,");
  CHECK_FALSE(unasked.next());
  CHECK_FALSE(unasked.problem().empty());
}

TEST_CASE("Dovecot: replies come in any order") {
  for (std::size_t piece = 1; piece < 60; ++piece) {
    DovecotDialogue dialogue;
    CHECK(dialogue.ask(1, "ann@example.com") ==
          "VERSION\t1\t1\nUSER\t1\tann@example.com\tservice=imap\n");
    CHECK(dialogue.ask(2, "bob@example.com") == "USER\t2\tbob@example.com\tservice=imap\n");
    CHECK(replies(dialogue,
                  "VERSION\t1\t1\nSPID\t99\nNOTFOUND\t2\nUSER\t1\tann\tuid=5\thome=/x\nFAIL\t3\n",
                  piece) == std::vector<std::string>{"2 1 ", "1 0 ann", "3 2 "});
    CHECK(dialogue.problem().empty());
    CHECK_FALSE(dialogue.is_inside_reply());
  }
}

TEST_CASE("Dovecot: a user name may have escapes") {
  DovecotDialogue dialogue;
  CHECK(replies(dialogue,
                "VERSION\t1\t2\n"
                "USER\t1\ta\001tb\001nc\0011d\001re\001xf\001\n",
                100) == std::vector<std::string>{"1 0 a\tb\nc\1d\rexf\1"});
}

TEST_CASE("Dovecot: other protocols are problems") {
  const std::string greeting = "VERSION\t1\t1\n";
  for (const std::string& bytes :
       {std::string("220 mail.example.com\r\n"), std::string("USER\t1\tann\n"),
        std::string("VERSION\t2\t0\n"), std::string("VERSION\n"), std::string("\n"),
        greeting + "CUID\t1\n", greeting + "USER\tx\tann\n", greeting + "NOTFOUND\n",
        greeting + "USER\t99999999999\tann\n", greeting + std::string(20'000, 'x'),
        std::string(20'000, 'x')}) {
    CAPTURE(bytes);
    DovecotDialogue dialogue;
    dialogue.ask(1, "ann");
    CHECK(replies(dialogue, bytes, 1000).empty());
    CHECK_FALSE(dialogue.problem().empty());
  }
  DovecotDialogue login;
  replies(login, greeting + "MECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\tx\nDONE\n", 10);
  CHECK(login.problem() == "this is Dovecot's socket for logins, not auth-userdb");
}

TEST_CASE("Dovecot: lines that are not replies are ignored") {
  DovecotDialogue dialogue;
  CHECK(replies(dialogue, "VERSION\t1\t1\n\nFUTURE\t1\tx\nUSER\t1\t\n", 5) ==
        std::vector<std::string>{"1 0 "});
  CHECK(dialogue.problem().empty());
}
