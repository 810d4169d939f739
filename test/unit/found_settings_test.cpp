// SPDX-License-Identifier: MIT
#include "probe/found_settings.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

namespace {

const Address ann = *Address::parse("ann@example.com");

FoundSettings reading(ClientKind kind, std::string_view body) {
  const auto result = read_answer(kind, body, ann);
  REQUIRE_MESSAGE(result, result.error());
  return *result;
}

std::string refusal(ClientKind kind, std::string_view body) {
  const auto result = read_answer(kind, body, ann);
  return result ? "none" : result.error();
}

const MailServer imap{ServerType::imap, "mail.example.com", 993, Security::tls};
const MailServer smtp{ServerType::smtp, "mail.example.com", 587, Security::starttls};

}  // namespace

TEST_CASE("our own answers are read back") {
  State state;
  Provider& provider = state.catalog.add_provider("example");
  state.catalog.add_domain(*DomainPattern::parse("example.com"), provider);
  provider.name = provider.short_name = "Example";
  const auto server = [](const MailServer& plain) {
    return Server{plain.type,     *Pattern::parse(plain.host), plain.port,
                  plain.security, Pattern::email_address(),    {Auth::password_cleartext}};
  };
  provider.incoming = {server(imap)};
  provider.outgoing = {server(smtp)};
  provider.services = {{&activesync, *UrlPattern::parse("https://mail.example.com/eas")}};
  for (const ClientKind kind :
       {ClientKind::autoconfig, ClientKind::outlook, ClientKind::mobileconfig}) {
    const Response response = answer(first_question(kind, ann), state);
    REQUIRE(response.status == 200);
    CHECK(describe(reading(kind, response.body)) ==
          "imap mail.example.com:993 tls, smtp mail.example.com:587 starttls");
    CHECK(reading(kind, response.body).facts ==
          std::vector<std::string>{"login ann@example.com", "login ann@example.com"});
    for (const MailServer& found : reading(kind, response.body).servers)
      CHECK(found.auth == std::vector{Auth::password_cleartext});
  }
  const auto facts = [&](ClientKind kind) {
    return reading(kind, answer(first_question(kind, ann), state).body).facts;
  };
  CHECK(facts(ClientKind::mobilesync) ==
        std::vector<std::string>{"url https://mail.example.com/eas"});
  CHECK(facts(ClientKind::autodiscover_json) ==
        std::vector<std::string>{
            "url https://autodiscover.example.com/autodiscover/autodiscover.xml"});
  provider.outgoing = {server({ServerType::smtp, "mail.example.com", 465, Security::tls})};
  const Response pacc = answer(first_question(ClientKind::pacc, ann), state);
  CHECK(reading(ClientKind::pacc, pacc.body).servers.front() == imap);
}

TEST_CASE("other documents are described") {
  CHECK(refusal(ClientKind::autoconfig, "") == "invalid XML: line 1: no element found");
  CHECK(refusal(ClientKind::autoconfig, "<html/>") == "<html> instead of <clientConfig>");
  CHECK(refusal(ClientKind::autoconfig, "<clientConfig/>") ==
        "<clientConfig> without <emailProvider>");
  CHECK(refusal(ClientKind::autoconfig, "<clientConfig><emailProvider/></clientConfig>") ==
        "<emailProvider> without <domain>");
  CHECK(refusal(ClientKind::outlook, "<Autodiscover><Response/></Autodiscover>") ==
        "<Response> without <Account>");
  CHECK(refusal(ClientKind::outlook,
                "<Autodiscover><Response><Error><ErrorCode>600</ErrorCode><Message>a\x1b"
                "b</Message></Error></Response></Autodiscover>")
            .starts_with("invalid XML"));
  CHECK(refusal(ClientKind::mobilesync,
                "<Autodiscover><Response><Action/></Response></Autodiscover>") ==
        "<Action> without <Settings>");
  CHECK(refusal(ClientKind::autodiscover_json, "[]") == "not a JSON object");
  CHECK(refusal(ClientKind::autodiscover_json, R"({"Url":1})") == "JSON without Url");
  CHECK(refusal(ClientKind::pacc, R"({"protocols":[{"imap":1}]})") == "JSON without protocols");
  CHECK(refusal(ClientKind::mobileconfig, "<plist><dict/></plist>") ==
        "a profile without a mail account");
}

TEST_CASE("placeholders are filled in, and unknown types of servers skipped") {
  const FoundSettings found = reading(
      ClientKind::autoconfig,
      "<clientConfig><emailProvider><domain>x</domain><incomingServer "
      "type=\"ews\"/><incomingServer "
      "type=\"imap\"><hostname>Mail.Example.Com.</hostname><port>993</port><socketType>SSL"
      "</socketType></incomingServer><outgoingServer type=\"SMTP\">"
      "<hostname>mail.%EMAILDOMAIN%</hostname><port>587</port><socketType>starttls</socketType>"
      "<username>%EMAILLOCALPART%</username><authentication>oauth2</authentication>"
      "<authentication>secure</authentication><authentication>x</authentication></outgoingServer></"
      "emailProvider></clientConfig>");
  CHECK(found.servers == std::vector<MailServer>{imap, smtp});
  CHECK(found.facts == std::vector<std::string>{"login ", "login ann"});
  CHECK(found.servers.front().auth.empty());
  CHECK(found.servers.back().auth == std::vector{Auth::oauth2, Auth::password_encrypted});
}

TEST_CASE("a ManageSieve server is a fact of a PACC answer") {
  const FoundSettings found =
      reading(ClientKind::pacc, R"({"protocols":{"imap":{"host":"mail.example.com"},)"
                                R"("managesieve":{"host":"Sieve.Example.Com"}}})");
  CHECK(found.servers == std::vector<MailServer>{imap});
  CHECK(found.facts == std::vector<std::string>{"managesieve sieve.example.com"});
}

TEST_CASE("the page for people asks for an address, and shows settings") {
  const FoundSettings found =
      reading(ClientKind::page,
              "<!DOCTYPE html><html><body><form><div><input name=\"emailaddress\"/></div></form>"
              "<p><code>ann@example.com</code></p><table><tr><td><code>mail.example.com</code></td>"
              "<td>TLS</td></tr></table></body></html>");
  CHECK(found.form == "page");
  CHECK(found.servers.empty());
  CHECK(found.facts == std::vector<std::string>{"mail.example.com"});
  for (const std::string_view other :
       {"", "<!DOCTYPE html>", "<html><body><form><input name=\"q\"/></form></body></html>",
        "<html><br></html>", "{}"})
    CHECK(refusal(ClientKind::page, other) == "another page");
}

TEST_CASE("the first difference between two answers is reported") {
  const MailServer other{ServerType::imap, "old.example.com", 143, Security::none};
  const FoundSettings wanted{"x", {imap, smtp}, {"login ann"}};
  CHECK(difference(wanted, wanted).empty());
  CHECK(difference({"x", {other, imap, smtp}, {}}, wanted) ==
        "names imap old.example.com:143 none");
  CHECK(difference({"x", {imap}, {}}, wanted) ==
        "does not name smtp mail.example.com:587 starttls");
  CHECK(difference({"x", {smtp, imap}, {}}, wanted) == "has the servers in another order");
  CHECK(difference({"x", {imap, smtp}, {"login bob"}}, wanted) == "contains login bob");
  CHECK(difference({"x", {imap, smtp}, {}}, wanted) == "does not contain login ann");
}
