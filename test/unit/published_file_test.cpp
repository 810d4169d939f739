// SPDX-License-Identifier: MIT
#include "inspect/published_file.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "folder.hpp"

using namespace fingerpost;

namespace {

using Texts = std::vector<std::string>;

Findings read(std::string_view content, const std::string& path = "/www/c.xml") {
  Findings findings;
  add_published_file(path, content, findings);
  return findings;
}

Texts file_told(const std::vector<Fact>& facts) {
  Texts texts;
  for (const Fact& fact : facts) texts.push_back(fmt::format("{} ({})", fact.value, fact.evidence));
  return texts;
}

Texts file_told(const std::vector<FoundServer>& servers) {
  Texts texts;
  for (const FoundServer& server : servers)
    texts.push_back(fmt::format("{} {}:{} {} ({})", word(server.type), server.host, server.port,
                                word(server.security), server.evidence));
  return texts;
}

Texts file_told(const std::vector<foreign::Line>& lines) {
  Texts texts;
  for (const foreign::Line& line : lines)
    texts.push_back(fmt::format("{} {} ({})", line.key, line.value, line.comment));
  return texts;
}

constexpr std::string_view usual = R"(<?xml version="1.0"?>
<clientConfig version="1.1">
  <emailProvider id="example.com">
    <domain>Example.com</domain>
    <domain>example.org</domain>
    <domain>example.com</domain>
    <displayName>Example Mail</displayName>
    <displayShortName>%EMAILDOMAIN%</displayShortName>
    <incomingServer type="imap">
      <hostname>mail.example.com</hostname>
      <port>993</port>
      <socketType>SSL</socketType>
      <username>%EMAILLOCALPART%</username>
    </incomingServer>
    <incomingServer type="exchange"><hostname>x.example</hostname></incomingServer>
    <outgoingServer type="smtp">
      <hostname>mail.example.com</hostname>
      <port>587</port>
      <socketType>STARTTLS</socketType>
    </outgoingServer>
    <outgoingServer type="imap">
      <hostname>mail.example.com</hostname><socketType>SSL</socketType>
    </outgoingServer>
    <incomingServer type="pop3"><hostname>no host</hostname></incomingServer>
    <documentation url="https://help.example.com/"/>
    <documentation url="javascript:x"/>
  </emailProvider>
  <webMail><loginPage url="https://webmail.example.com/"/></webMail>
</clientConfig>
)";

}  // namespace

TEST_CASE("the settings in config-v1.1.xml, with their lines") {
  const Findings findings = read(usual);
  CHECK(file_told(findings.domains) ==
        Texts{"example.com (/www/c.xml:4)", "example.org (/www/c.xml:5)"});
  CHECK(file_told(findings.servers) == Texts{"imap mail.example.com:993 tls (/www/c.xml:9)",
                                             "smtp mail.example.com:587 starttls (/www/c.xml:16)"});
  REQUIRE(findings.login);
  CHECK(file_told({*findings.login}) == Texts{"%EMAILLOCALPART% (/www/c.xml:13)"});
  CHECK(file_told(findings.lines) ==
        Texts{"name Example Mail (/www/c.xml:7)",
              "documentation https://help.example.com/ (/www/c.xml:25)",
              "webmail https://webmail.example.com/ (/www/c.xml:28)"});
  CHECK(findings.hosts.empty());
  CHECK(findings.remarks.empty());
}

TEST_CASE("a host that depends on the domain") {
  constexpr std::string_view server =
      "<incomingServer "
      "type='imap'><hostname>mail.%EMAILDOMAIN%</hostname><socketType>SSL</"
      "socketType><username>ann</username></incomingServer>";
  const auto of = [&](std::string_view domains) {
    return read(fmt::format("<clientConfig><emailProvider>{}{}</emailProvider></clientConfig>",
                            domains, server));
  };
  const Findings one = of("<domain>a.example</domain>");
  CHECK(file_told(one.servers) == Texts{"imap mail.a.example:993 tls (/www/c.xml:1)"});
  // It is one person's login name.
  CHECK_FALSE(one.login);
  CHECK(of("<domain>a.example</domain><domain>b.example</domain>").servers.empty());
  CHECK(of("<domain>%EMAILDOMAIN%</domain>").servers.empty());
}

TEST_CASE("files of another format, and files with many elements") {
  CHECK(read("<html/>").remarks == Texts{"/www/c.xml: clients cannot read this file (its root "
                                         "element is not clientConfig); remove it"});
  CHECK(read("<clientConfig", "/a\x1b.xml")
            .remarks.front()
            .starts_with("/a?.xml: clients cannot read this file ("));
  CHECK(read("<clientConfig/>").remarks.empty());
  std::string many = "<clientConfig><emailProvider>";
  for (int i = 0; i < 3000; ++i) many += fmt::format("<domain>d{}.example</domain>", i);
  CHECK(read(many + "</emailProvider></clientConfig>").domains.size() == 2000);
}

TEST_CASE("files are found in folders, but not through symbolic links") {
  const Folder folder;
  const std::string one = folder.write("b/html/mail/config-v1.1.xml", "");
  const std::string two = folder.write("a/.well-known/autoconfig/mail/config-v1.1.xml", "");
  folder.write("html/mail/config.xml", "");
  std::filesystem::create_directory(folder.path / "c/");
  std::filesystem::create_directory_symlink(folder.path / "b", folder.path / "c/link");
  folder.write("1/2/3/4/5/6/7/config-v1.1.xml", "");
  std::filesystem::create_directory(folder.path / "config-v1.1.xml");
  CHECK(find_published_files({folder.path.string(), "/no/such/folder"}) == Texts{two, one});
  for (int i = 0; i < 9; ++i) folder.write(fmt::format("d{}/config-v1.1.xml", i), "");
  CHECK(find_published_files({folder.path.string()}).size() == 5);
}
