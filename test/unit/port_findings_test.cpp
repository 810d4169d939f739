// SPDX-License-Identifier: MIT
#include "inspect/port_findings.hpp"

#include <doctest/doctest.h>

#include "inspect/own_addresses.hpp"

using namespace fingerpost;

namespace {

using Words = std::vector<std::string>;

const MailServer imaps{ServerType::imap, "mail.example.com", 993, Security::tls};
const MailServer imap{ServerType::imap, "mail.example.com", 143, Security::starttls};
const MailServer pop3s{ServerType::pop3, "mail.example.com", 995, Security::tls};
const MailServer pop3{ServerType::pop3, "mail.example.com", 110, Security::starttls};
const MailServer submission{ServerType::smtp, "mail.example.com", 587, Security::starttls};

Certificate certificate(Words names) {
  return {.id = "a", .names = std::move(names), .chain = 2, .days_left = 80, .lifetime_days = 90};
}

Offer offer(Words mechanisms) {
  return {.made = true, .mechanisms = std::move(mechanisms)};
}

Words values(const std::vector<Fact>& facts) {
  Words values;
  for (const Fact& fact : facts) values.push_back(fact.value);
  return values;
}

}  // namespace

TEST_CASE("open ports are servers with their mechanisms") {
  const Findings found = findings_of(
      {{imaps, {.offers = {.after_tls = offer({"PLAIN", "XOAUTH2"})}}},
       {imap, {.failure = FetchFailure::no_starttls, .offers = {.before_tls = offer({"PLAIN"})}}},
       {pop3s, {.failure = FetchFailure::refused}},
       {submission, {.offers = {.before_tls = offer({}), .after_tls = offer({})}}}},
      false);
  REQUIRE(found.servers.size() == 3);
  CHECK(found.servers[0].evidence == "port 993: TLS");
  CHECK(found.servers[0].mechanisms_evidence == "port 993: AUTH");
  CHECK(found.servers[0].mechanisms == Words{"PLAIN", "XOAUTH2"});
  CHECK(found.servers[1].evidence == "port 143: no TLS");
  CHECK(found.servers[1].security == Security::none);
  CHECK(found.servers[1].mechanisms == Words{"PLAIN"});
  CHECK(found.servers[2].evidence == "port 587: STARTTLS");
  CHECK(found.servers[2].mechanisms == Words{});
  CHECK(found.remarks.empty());
}

TEST_CASE("a command that takes a password counts as a mechanism") {
  const Offer command{.made = true, .takes_login_command = true};
  Offer both = command;
  both.mechanisms = {"CRAM-MD5"};
  const auto mechanisms = [](const MailServer& server, const Offer& offered) {
    return findings_of({{server, {.offers = {.after_tls = offered}}}}, false)
        .servers.front()
        .mechanisms;
  };
  CHECK(mechanisms(imaps, command) == Words{"LOGIN"});
  CHECK(mechanisms(imaps, both) == Words{"CRAM-MD5", "LOGIN"});
  CHECK(mechanisms(pop3s, command) == Words{"LOGIN"});
  CHECK(mechanisms(pop3s, both) == Words{"CRAM-MD5"});
  CHECK_FALSE(mechanisms(imaps, {}));
}

TEST_CASE("hosts are the names in certificates that clients trust") {
  const Findings own = findings_of(
      {{imaps, {.certificate = certificate({"*.example.com", "example.com", "mail.example.com"})}},
       {pop3s, {.certificate = certificate({"example.com", "a\x1b.example.com", "localhost"})}}},
      false);
  CHECK(values(own.hosts) == Words{"mail.example.com", "example.com"});
  CHECK(own.hosts.front().evidence == "certificate of port 993");
  CHECK(own.remarks.empty());
  const Findings other = findings_of(
      {{imaps,
        {.flaw = CertificateFlaw::wrong_name, .certificate = certificate({"imap.example.net"})}}},
      false);
  CHECK(values(other.hosts) == Words{"imap.example.net"});
  CHECK(other.remarks.empty());
  const Findings expired = findings_of(
      {{imaps,
        {.flaw = CertificateFlaw::expired, .certificate = certificate({"mail.example.com"})}}},
      false);
  CHECK(expired.hosts.empty());
}

TEST_CASE("the flaw of a certificate is reported once") {
  const Fetched wrong{.flaw = CertificateFlaw::wrong_name,
                      .certificate = certificate({"imap.example.net"})};
  CHECK(
      findings_of({{imaps, wrong}, {pop3s, wrong}}, true).remarks ==
      Words{"the certificate of port 993 is not for mail.example.com: for imap.example.net, chain "
            "of 2, 80 days left; get one for that name, or use a host name that it is valid for"});
  const Fetched signed_by_itself{.flaw = CertificateFlaw::self_signed,
                                 .certificate = certificate({"mail.example.com"})};
  const auto remarks = findings_of({{imaps, signed_by_itself}}, false).remarks;
  REQUIRE(remarks.size() == 1);
  CHECK(remarks.front().starts_with(
      "the certificate of port 993 is not signed by a trusted authority: for mail.example.com"));
}

TEST_CASE("problems of a port are reported") {
  const auto remark = [](const MailServer& server, const Fetched& fetched) {
    const Findings found = findings_of({{server, fetched}}, false);
    return found.remarks.size() == 1 ? found.remarks.front() : std::string();
  };
  CHECK(remark(submission,
               {.offers = {.before_tls = offer({"PLAIN"}), .after_tls = offer({"PLAIN"})}}) ==
        "port 587 accepts passwords before STARTTLS: a misconfigured client sends them "
        "unencrypted; require TLS first (Postfix: `smtpd_tls_auth_only = yes`)");
  const Fetched open{.offers = {.before_tls = offer({"PLAIN"}), .after_tls = offer({"PLAIN"})}};
  const Findings both = findings_of({{imap, open}, {submission, open}, {pop3, open}}, false);
  REQUIRE(both.remarks.size() == 2);
  CHECK(both.remarks.front().starts_with("port 143 (also 110) accepts passwords before STARTTLS"));
  CHECK(remark(imaps, {.failure = FetchFailure::tls}) ==
        "port 993 is open, but does not speak TLS; check what listens there");
  CHECK(remark(imaps, {.failure = FetchFailure::silent}) ==
        "port 993 is open, but sends no greeting; check what listens there");
  CHECK(remark(imap, {.failure = FetchFailure::strange_greeting, .greeting = "SSH\x1b-2"}) ==
        "port 143 is open, but greets with \"SSH?-2\"; check what listens there");
  CHECK(remark(imap, {.failure = FetchFailure::timed_out}).empty());
  // Nothing says that this port is open: the machine may have no network.
  CHECK(remark(imaps, {.failure = FetchFailure::other, .failure_text = "No route to host"}) ==
        "port 993 fails: No route to host; check the network, and what listens there");
}

TEST_CASE("this machine has addresses") {
  const auto addresses = own_addresses();
  REQUIRE_FALSE(addresses.empty());
  for (const std::string& address : addresses) CHECK(address.find('%') == address.npos);
}
