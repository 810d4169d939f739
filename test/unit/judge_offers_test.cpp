// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "probe/judge.hpp"

using namespace fingerpost;

namespace {

using Texts = std::vector<std::string>;

MailServer server(ServerType type, Security security, std::vector<Auth> auth) {
  return {type, "mail.example.com", 1, security, std::move(auth)};
}

Offer offer(std::vector<std::string> mechanisms) {
  return {.made = true, .mechanisms = std::move(mechanisms)};
}

/** Returns the texts of the problems, in order. Checks that each verdict has advice. */
Texts faults(const MailServer& server, const Offers& offers) {
  Texts texts;
  for (const Verdict& verdict : judge_offers(server, offers)) {
    CHECK_FALSE(verdict.advice.empty());
    texts.push_back(verdict.text);
  }
  return texts;
}

const MailServer imaps = server(ServerType::imap, Security::tls, {Auth::password_cleartext});

}  // namespace

TEST_CASE("a server that offers the configured methods has no problems") {
  CHECK(faults(imaps, {.after_tls = offer({"PLAIN"})}) == Texts{});
  CHECK(faults(imaps, {.after_tls = {.made = true, .takes_login_command = true}}) == Texts{});
  CHECK(faults(server(ServerType::smtp, Security::starttls,
                      {Auth::oauth2, Auth::gssapi, Auth::password_encrypted, Auth::ntlm}),
               {.before_tls = offer({}),
                .after_tls = offer({"XOAUTH2", "GSSAPI", "SCRAM-SHA-256", "NTLM"})}) == Texts{});
}

TEST_CASE("what was not asked, or cannot be tested from outside, is not judged") {
  CHECK(faults(imaps, {}) == Texts{});
  CHECK(faults(server(ServerType::imap, Security::tls, {}), {.after_tls = offer({})}) == Texts{});
  CHECK(faults(server(ServerType::smtp, Security::tls, {Auth::none, Auth::client_ip_address}),
               {.after_tls = offer({})}) == Texts{});
  CHECK(faults(server(ServerType::imap, Security::tls, {Auth::tls_client_cert}),
               {.after_tls = offer({"PLAIN"})}) == Texts{});
}

TEST_CASE("each missing method is reported") {
  CHECK(
      faults(server(ServerType::imap, Security::tls,
                    {Auth::password_cleartext, Auth::oauth2, Auth::password_encrypted, Auth::ntlm,
                     Auth::gssapi}),
             {.after_tls = {.made = true, .login_disabled = false, .mechanisms = {"EXTERNAL"}}}) ==
      Texts{"offers neither PLAIN nor LOGIN", "offers neither XOAUTH2 nor OAUTHBEARER",
            "offers no mechanism that hashes the password", "does not offer NTLM",
            "does not offer GSSAPI"});
}

TEST_CASE("a submission server without AUTH has one problem") {
  CHECK(faults(server(ServerType::smtp, Security::tls, {Auth::password_cleartext, Auth::oauth2}),
               {.after_tls = offer({})}) ==
        Texts{"does not offer AUTH: nobody can log in to send mail"});
}

TEST_CASE("passwords before TLS are reported only with STARTTLS") {
  const Offers open{.before_tls = offer({"PLAIN"}), .after_tls = offer({"PLAIN"})};
  for (const ServerType type : {ServerType::imap, ServerType::smtp}) {
    const auto verdicts =
        judge_offers(server(type, Security::starttls, {Auth::password_cleartext}), open);
    REQUIRE(verdicts.size() == 1);
    CHECK(verdicts.front().level == Verdict::Level::note);
    CHECK(verdicts.front().text.starts_with("accepts passwords before STARTTLS"));
  }
  CHECK(faults(server(ServerType::imap, Security::none, {Auth::password_cleartext}), open) ==
        Texts{});
}

TEST_CASE("Dovecot's offers before TLS to its own machine are ignored") {
  const Offers own{
      .before_tls = offer({"PLAIN"}), .after_tls = offer({"PLAIN"}), .from_own_address = true};
  for (const ServerType type : {ServerType::imap, ServerType::pop3, ServerType::sieve})
    CHECK(faults(server(type, Security::starttls, {Auth::password_cleartext}), own) == Texts{});
  CHECK(faults(server(ServerType::smtp, Security::starttls, {Auth::password_cleartext}), own)
            .size() == 1);
}

TEST_CASE("rejected passwords are reported with the reason") {
  CHECK(faults(imaps, {.after_tls = {.made = true, .login_disabled = true}}) ==
        Texts{"does not accept passwords even over TLS (LOGINDISABLED)"});
  const auto plain = server(ServerType::imap, Security::none, {Auth::password_cleartext});
  for (const bool starttls : {true, false}) {
    const auto verdicts = judge_offers(
        plain, {.before_tls = {.made = true, .starttls = starttls, .login_disabled = true}});
    REQUIRE(verdicts.size() == 1);
    CHECK(verdicts.front().text == "does not accept passwords without encryption");
    CHECK((verdicts.front().advice.find("starttls") != std::string::npos) == starttls);
  }
}
