// SPDX-License-Identifier: MIT
#include "probe/offer.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

namespace {

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("IMAP offers before and after STARTTLS") {
  const Offers offers = read_offers(ServerType::imap, false,
                                    "<* OK [CAPABILITY IMAP4rev1 AUTH=NTLM] ready\r\n"
                                    ">A001 CAPABILITY\n"
                                    "<* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\n"
                                    "<A001 OK done\n"
                                    ">A002 STARTTLS\n"
                                    "<* NO not that\n"
                                    "<A002 OK Begin TLS\n"
                                    ">A003 CAPABILITY\n"
                                    "<* capability IMAP4rev1 auth=plain AUTH=LOGIN AUTH=PLAIN\n"
                                    "<A003 OK done\n");
  CHECK(offers.before_tls.made);
  CHECK(offers.before_tls.starttls);
  CHECK(offers.before_tls.login_disabled);
  CHECK_FALSE(offers.before_tls.takes_password());
  CHECK(offers.before_tls.mechanisms.empty());
  CHECK(offers.after_tls.made);
  CHECK_FALSE(offers.after_tls.starttls);
  CHECK(offers.after_tls.takes_login_command);
  CHECK(offers.after_tls.mechanisms == Words{"PLAIN", "LOGIN"});
}

TEST_CASE("IMAP with only the LOGIN command accepts passwords") {
  const Offers offers =
      read_offers(ServerType::imap, true, ">A001 CAPABILITY\n<* CAPABILITY IMAP4\n<A001 OK\n");
  CHECK_FALSE(offers.before_tls.made);
  CHECK(offers.after_tls.takes_password());
  CHECK(offers.after_tls.mechanisms.empty());
}

TEST_CASE("POP3 offers") {
  const Offers offers =
      read_offers(ServerType::pop3, false,
                  "<+OK ready <17.4@mail.example.com>\n"
                  ">CAPA\n<+OK\n<TOP\n<SASL\n<STLS\n<.\n"
                  ">STLS\n<+OK Begin TLS\n"
                  ">CAPA\n<+OK list\n<USER\n<SASL PLAIN XOAUTH2\n<.\n<SASL NTLM\n");
  CHECK(offers.before_tls.starttls);
  CHECK_FALSE(offers.before_tls.takes_password());
  CHECK(offers.before_tls.mechanisms == Words{"APOP"});
  CHECK(offers.after_tls.takes_login_command);
  CHECK(offers.after_tls.mechanisms == Words{"APOP", "PLAIN", "XOAUTH2"});
  CHECK_FALSE(
      read_offers(ServerType::pop3, true, "<+OK\n>CAPA\n<-ERR what?\n<USER\n").after_tls.made);
}

TEST_CASE("SMTP offers") {
  const Offers offers = read_offers(
      ServerType::smtp, false,
      "<220 mail.example.com ESMTP\n>EHLO x\n<250-AUTH PLAIN\n<250-SIZE 1\n<250 STARTTLS\n"
      ">STARTTLS\n<220 2.0.0 Ready to start TLS\n"
      ">EHLO x\n<250-mail.example.com\n<250-AUTH PLAIN LOGIN\n<250-AUTH=PLAIN XOAUTH2\n"
      "<250 DSN\n<250 AUTH NTLM\n");
  CHECK(offers.before_tls.starttls);
  CHECK(offers.before_tls.mechanisms.empty());
  CHECK(offers.after_tls.mechanisms == Words{"PLAIN", "LOGIN", "XOAUTH2"});
  CHECK_FALSE(read_offers(ServerType::smtp, true, ">EHLO x\n<502 no\n>HELO x\n<250 AUTH PLAIN\n")
                  .after_tls.made);
}

TEST_CASE("ManageSieve offers without being asked") {
  const Offers offers =
      read_offers(ServerType::sieve, false,
                  "<\"IMPLEMENTATION\" \"x\"\n<\"SASL\" \"\"\n<\"STARTTLS\"\n"
                  "<OK \"ready\"\n>STARTTLS\n<OK \"Begin TLS\"\n"
                  "<\"SASL\" \"PLAIN LOGIN\"\n<\"SASL\n<OK\n<\"SASL\" \"NTLM\"\n");
  CHECK(offers.before_tls.made);
  CHECK(offers.before_tls.starttls);
  CHECK(offers.after_tls.mechanisms == Words{"PLAIN", "LOGIN"});
  CHECK_FALSE(read_offers(ServerType::sieve, false, "<BYE \"busy\"\n").before_tls.made);
}

TEST_CASE("a refused STARTTLS does not start TLS") {
  const Offers offers =
      read_offers(ServerType::imap, false,
                  ">A1 STARTTLS\n<A1 BAD no\n>A2 CAPABILITY\n<* CAPABILITY AUTH=PLAIN\n<A2 OK\n");
  CHECK(offers.before_tls.mechanisms == Words{"PLAIN"});
  CHECK_FALSE(offers.after_tls.made);
}

TEST_CASE("only valid mechanisms are kept, and a limited number") {
  std::string line = "<250-x\n<250 AUTH A\x1b[31m PLAIN;LOGIN A.B " + std::string(21, 'X');
  for (int i = 0; i < 100; ++i) line += " X" + std::to_string(i);
  const Offer offer = read_offers(ServerType::smtp, true, ">EHLO x\n" + line + "\n").after_tls;
  CHECK(offer.mechanisms.size() == 50);
  CHECK(offer.mechanisms.front() == "X0");
}
