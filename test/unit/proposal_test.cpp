// SPDX-License-Identifier: MIT
#include "setup/proposal.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "inspect/inspector.hpp"

using namespace fingerpost;

namespace {

using Mechanisms = std::vector<std::string>;

Findings postconf() {
  Findings findings{"postconf", Standing::configured};
  findings.hosts = {{"mail.example.com", "postconf: myhostname"}};
  findings.domains = {{"example.com", "postconf: virtual_mailbox_domains"}};
  findings.servers = {{ServerType::smtp, 465, Security::tls, {}, {}, "master.cf: submissions"}};
  return findings;
}

Findings doveconf() {
  Findings findings{"doveconf", Standing::configured};
  findings.servers = {{ServerType::imap,
                       993,
                       Security::tls,
                       Mechanisms{"PLAIN"},
                       {},
                       "doveconf: inet_listener imaps"},
                      {ServerType::imap,
                       143,
                       Security::starttls,
                       Mechanisms{"PLAIN"},
                       {},
                       "doveconf: inet_listener imap"}};
  return findings;
}

Findings ports(std::vector<FoundServer> servers) {
  Findings findings{"ports", Standing::open};
  findings.servers = std::move(servers);
  return findings;
}

FoundServer imaps(Mechanisms mechanisms = {"PLAIN"}) {
  return {ServerType::imap, 993, Security::tls, std::move(mechanisms), {}, "port 993: TLS"};
}

FoundServer submissions(Mechanisms mechanisms = {"PLAIN"}) {
  return {ServerType::smtp, 465, Security::tls, std::move(mechanisms), {}, "port 465: TLS"};
}

Proposal proposal(const Inspection& found) {
  return propose({}, found);
}

bool tells(const Proposal& proposal, std::string_view text) {
  return std::any_of(proposal.remarks.begin(), proposal.remarks.end(),
                     [&](const std::string& remark) { return remark.find(text) != remark.npos; });
}

bool holds(const Proposal& proposal, std::string_view text) {
  return proposal.configuration.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("settings on which all sources agree have the evidence of all") {
  const Proposal made = proposal({postconf(), doveconf(), ports({imaps(), submissions()})});
  CHECK(made.configuration ==
        "provider example\n{\n"
        "    domain example.com      ; postconf: virtual_mailbox_domains\n"
        "    imap   mail.example.com ; doveconf: inet_listener imaps, port 993: TLS, postconf: "
        "myhostname\n"
        "    smtp   mail.example.com ; master.cf: submissions, port 465: TLS\n"
        "}\n");
  CHECK(made.complete);
  CHECK(made.domain == "example.com");
  CHECK(tells(made,
              "IMAP on port 143 is configured (doveconf: inet_listener imap) but does not answer"));
  CHECK(made.remarks.size() == 1);
}

TEST_CASE("the configuration of a stopped mail server counts") {
  const Proposal made = proposal({postconf(), doveconf(), ports({})});
  CHECK(made.complete);
  CHECK(holds(made, "imap   mail.example.com ; doveconf: inet_listener imaps, postconf"));
  CHECK(made.remarks.size() == 1);
  CHECK(tells(made, "no port of the mail server works"));
}

TEST_CASE("the behaviour of a port takes precedence over its configuration") {
  FoundServer plain = imaps();
  plain.security = Security::none;
  const Proposal made = proposal({postconf(), doveconf(), ports({plain, submissions()})});
  CHECK(holds(made, "imap   mail.example.com { port 993  security none }"));
  CHECK(tells(made, "port 993: doveconf: inet_listener imaps says security tls, but it is none"));
  CHECK(tells(made, "IMAP on port 993 has no TLS"));
}

TEST_CASE("ManageSieve servers") {
  const auto sieve = [](Security security) {
    Findings findings = doveconf();
    findings.servers.push_back({ServerType::sieve,
                                4190,
                                security,
                                Mechanisms{"PLAIN"},
                                {},
                                "doveconf: inet_listener sieve"});
    return proposal({postconf(), findings});
  };
  CHECK(holds(sieve(Security::starttls),
              "    sieve  mail.example.com ; doveconf: inet_listener sieve\n"));
  CHECK(holds(sieve(Security::none), "    sieve  mail.example.com { security none } ; "));
  const Proposal unexpected = sieve(Security::tls);
  CHECK(!holds(unexpected, "sieve "));
  CHECK(tells(unexpected,
              "ManageSieve on port 4190 (doveconf: inet_listener sieve) uses implicit TLS, which "
              "its clients do not expect (RFC 5804), so it is left out"));
}

TEST_CASE("clients get a name that is in the certificate") {
  Findings seen = ports({imaps(), submissions()});
  seen.hosts = {{"example.net", "certificate of port 993"},
                {"mail.example.net", "certificate of port 993"}};
  const Proposal made = proposal({postconf(), doveconf(), seen});
  CHECK(holds(made, "imap   mail.example.net ; "));
  CHECK(tells(made,
              "the mail server calls itself mail.example.com (postconf: myhostname), but its "
              "certificate is for mail.example.net"));
  seen.hosts.push_back({"mail.example.com", "certificate of port 993"});
  const Proposal own = proposal({postconf(), doveconf(), seen});
  CHECK(holds(own, "imap   mail.example.com ; "));
  CHECK(holds(own, "certificate of port 993"));
}

TEST_CASE("how people log in") {
  CHECK(holds(proposal({postconf(), ports({imaps({"CRAM-MD5"}), submissions({"CRAM-MD5"})})}),
              "    auth   password-encrypted ; port 993: TLS\n"));
  CHECK(tells(proposal({postconf(), doveconf(), ports({imaps({"CRAM-MD5"}), submissions()})}),
              "port 993 offers CRAM-MD5 (port 993: TLS), but is configured for PLAIN (doveconf: "
              "inet_listener imaps); using what it offers"));
  const Proposal differs = proposal({postconf(), ports({imaps(), submissions({"CRAM-MD5"})})});
  CHECK(holds(differs, "smtp   mail.example.com { auth password-encrypted } ; "));
  const Proposal none = proposal({postconf(), ports({imaps(), submissions({})})});
  CHECK(tells(none,
              "SMTP on port 465 (master.cf: submissions, port 465: TLS) offers no login method"));
  CHECK(!none.complete);
  Findings people = doveconf();
  people.login = Fact{"%EMAILLOCALPART%", "doveconf: passdb pam"};
  CHECK(holds(proposal({postconf(), people}),
              "    login  %EMAILLOCALPART% ; doveconf: passdb pam\n"));
}

TEST_CASE("OAuth2 needs a token issuer") {
  const Mechanisms both{"PLAIN", "XOAUTH2"};
  const Inspection found{postconf(), ports({imaps(both), submissions(both)})};
  const Proposal unknown = proposal(found);
  CHECK(!holds(unknown, "oauth2"));
  CHECK(tells(unknown, "add `auth oauth2`"));
  Findings issuer = doveconf();
  issuer.lines = {
      {"oauth2", "", {{"issuer", "https://id.example.com"}}, "doveconf: passdb oauth2"}};
  const Proposal known = proposal({postconf(), issuer, found[1]});
  CHECK(holds(known, "auth   oauth2"));
  CHECK(holds(known, "oauth2 { issuer https://id.example.com } ; doveconf: passdb oauth2\n"));
  CHECK(!tells(known, "add `auth oauth2`"));
}

TEST_CASE("domains in maps") {
  Findings maps = postconf();
  maps.domains.clear();
  maps.domain_maps = {{"pgsql:/etc/postfix/domains.cf", "postconf: virtual_mailbox_domains"}};
  maps.login_maps = {{"pgsql:/etc/postfix/logins.cf", "postconf: smtpd_sender_login_maps"}};
  const Proposal made = proposal({maps, doveconf()});
  CHECK(made.complete);
  CHECK(
      holds(made, "domain-map pgsql:/etc/postfix/domains.cf ; postconf: virtual_mailbox_domains"));
  CHECK(holds(made, "name       example.com"));
  CHECK(holds(made, "login-map  pgsql:/etc/postfix/logins.cf"));
  CHECK(made.domain.empty());
  Findings file{"files", Standing::published};
  file.lines = {{"name", "Example Mail", {}, "/var/www/html/mail/config-v1.1.xml:7"}};
  const Proposal named = proposal({maps, doveconf(), file});
  CHECK(holds(named, "name       \"Example Mail\""));
  CHECK(!holds(named, "name       example.com"));
  const Proposal one = propose({.domains = {*Domain::parse("one.example")}}, {maps, doveconf()});
  CHECK(holds(one, "domain    one.example"));
  CHECK(!holds(one, "domain-map"));
}

TEST_CASE("a domain that the mail server does not have") {
  const Proposal made =
      propose({.domains = {*Domain::parse("other.example")}}, {postconf(), doveconf()});
  CHECK(holds(made, "domain other.example    ; command line"));
  CHECK(
      tells(made, "the mail server has no mailboxes for other.example (it has example.com); add"));
}

TEST_CASE("without a mail server to inspect, published settings are used") {
  Findings records{"DNS", Standing::published};
  records.servers = {
      {ServerType::imap, 993, Security::tls, {}, "imap.example.com", "SRV _imaps._tcp.example.com"},
      {ServerType::smtp,
       587,
       Security::starttls,
       {},
       "smtp.example.com",
       "SRV _submission._tcp.example.com"}};
  const InspectSettings settings{.domains = {*Domain::parse("example.com")}};
  const Proposal made = propose(settings, {records});
  CHECK(made.complete);
  CHECK(
      holds(made, "imap   imap.example.com                       ; SRV _imaps._tcp.example.com\n"));
  CHECK(holds(
      made, "smtp   smtp.example.com { security starttls } ; SRV _submission._tcp.example.com\n"));
  const Proposal local = propose(settings, {postconf(), doveconf(), records});
  CHECK(holds(local, "imap   mail.example.com ; "));
  CHECK(tells(local, "SRV _imaps._tcp.example.com tells clients imap imap.example.com:993 tls"));
}

TEST_CASE("domains that only a web server's file has") {
  Findings file{"files", Standing::published};
  file.domains = {{"example.com", "/a:3"}, {"old.example", "/a:4"}};
  const Proposal known = proposal({postconf(), doveconf(), file});
  CHECK(!holds(known, "old.example"));
  CHECK(
      tells(known, "the mail server has no mailboxes for old.example (/a:4), so this is left out"));
  Findings maps = postconf();
  maps.domains.clear();
  maps.domain_maps = {{"pgsql:/etc/postfix/domains.cf", "postconf: virtual_mailbox_domains"}};
  const Proposal in_map = proposal({maps, doveconf(), file});
  CHECK(!holds(in_map, "old.example"));
  CHECK(!tells(in_map, "old.example"));
  Findings nothing = postconf();
  nothing.domains.clear();
  CHECK(holds(proposal({nothing, doveconf(), file}), "domain old.example"));
}

TEST_CASE("nothing at all") {
  const Proposal made = proposal({});
  CHECK(!made.complete);
  CHECK(tells(made, "no IMAP or POP3 server found"));
  CHECK(tells(made, "no SMTP server"));
}
