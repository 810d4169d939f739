// SPDX-License-Identifier: MIT
#include "inspect/published_answer.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

using namespace fingerpost;

namespace {

const std::string autoconfig_url = "https://autoconfig.example.com/mail/config-v1.1.xml";
const std::string outlook_url = "https://autodiscover.example.com/autodiscover/autodiscover.xml";

Findings read(ClientKind kind, std::string_view body) {
  Findings findings;
  const bool taken = add_answer(kind, kind == ClientKind::autoconfig ? autoconfig_url : outlook_url,
                                body, postmaster(*Domain::parse("example.com")), findings);
  CHECK(taken == !findings.servers.empty());
  return findings;
}

std::string answered_servers(const Findings& findings) {
  std::string text;
  for (const FoundServer& server : findings.servers)
    text += fmt::format("{} {}:{} {} # {}\n", word(server.type), server.host, server.port,
                        word(server.security), server.evidence);
  return text;
}

std::string autoconfig(std::string_view login) {
  return fmt::format(R"(<?xml version="1.0"?>
<clientConfig version="1.1"><emailProvider id="example.com">
<domain>example.com</domain><displayName>Example Mail</displayName>
<incomingServer type="imap"><hostname>imap.%EMAILDOMAIN%</hostname><port>993</port>
<socketType>SSL</socketType><username>{0}</username></incomingServer>
<outgoingServer type="smtp"><hostname>smtp.example.com</hostname><port>587</port>
<socketType>STARTTLS</socketType><username>{0}</username></outgoingServer>
</emailProvider>
<webMail><loginPage url="https://webmail.example.com/"/></webMail></clientConfig>)",
                     login);
}

}  // namespace

TEST_CASE("each place that may have settings is asked once") {
  const auto wanted = answer_routes();
  CHECK(wanted.size() == 7);
  CHECK(wanted.front() == &first_route(ClientKind::autoconfig));
  CHECK(std::count_if(wanted.begin(), wanted.end(),
                      [](const Route* route) { return route->kind == ClientKind::outlook; }) == 3);
}

TEST_CASE("autoconfig: servers, the login name as a pattern, and lines for people") {
  const Findings findings = read(ClientKind::autoconfig, autoconfig("%EMAILLOCALPART%"));
  CHECK(answered_servers(findings) == "imap imap.example.com:993 tls # " + autoconfig_url +
                                          "\nsmtp smtp.example.com:587 starttls # " +
                                          autoconfig_url + "\n");
  REQUIRE(findings.login);
  CHECK(findings.login->value == "%EMAILLOCALPART%");
  CHECK(findings.login->evidence == autoconfig_url);
  REQUIRE(findings.lines.size() == 2);
  CHECK(findings.lines[0].value == "Example Mail");
  CHECK(findings.lines[1].key == "webmail");
  CHECK(findings.lines[1].comment == autoconfig_url);
  // The question was about one domain; other domains in the answer may not be ours.
  CHECK(findings.domains.empty());

  // Some servers fill in the address themselves.
  CHECK(read(ClientKind::autoconfig, autoconfig("postmaster@example.com")).login->value ==
        "%EMAILADDRESS%");
  CHECK_FALSE(read(ClientKind::autoconfig, autoconfig("u1234")).login);
}

TEST_CASE("Autodiscover's schema for Outlook") {
  const Findings findings = read(ClientKind::outlook, R"(<Autodiscover><Response><Account>
<Protocol><Type>POP3</Type><Server>pop.example.com</Server><Port>995</Port><SSL>on</SSL>
<LoginName>postmaster@example.com</LoginName></Protocol>
<Protocol><Type>SMTP</Type><Server>192.0.2.1</Server><Port>587</Port></Protocol>
</Account></Response></Autodiscover>)");
  CHECK(answered_servers(findings) == "pop3 pop.example.com:995 tls # " + outlook_url + "\n");
  CHECK(findings.login->value == "%EMAILADDRESS%");
  CHECK(findings.lines.empty());
}

TEST_CASE("other content adds nothing") {
  for (const char* const body :
       {"", "<html><body>Welcome</body></html>", "<Autodiscover><Response/></Autodiscover>",
        "<clientConfig/>", "\xff\x1b[2J"})
    for (const ClientKind kind : {ClientKind::autoconfig, ClientKind::outlook}) {
      const Findings findings = read(kind, body);
      CHECK(findings.servers.empty());
      CHECK(findings.lines.empty());
      CHECK(findings.remarks.empty());
      CHECK_FALSE(findings.login);
    }
}
