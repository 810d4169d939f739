// SPDX-License-Identifier: MIT
#include "inspect/postfix_domains.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "folder.hpp"

using namespace fingerpost;

namespace {

using Texts = std::vector<std::string>;

constexpr std::string_view no_services = "";

Findings found(const std::string& main, std::string_view services = no_services,
               std::string_view options = {}) {
  const PostfixSettings settings(main, services, options);
  Findings findings;
  add_mailbox_domains(settings, findings);
  add_login_maps(settings, findings);
  return findings;
}

Texts domains_told(const std::vector<Fact>& facts) {
  Texts texts;
  for (const Fact& fact : facts) texts.push_back(fmt::format("{} ({})", fact.value, fact.evidence));
  return texts;
}

}  // namespace

TEST_CASE("one domain with local users, without the machine's own names") {
  const Findings findings = found(
      "myhostname = mail.example.com\n"
      "mydestination = mail.example.com, Example.com, vm, localhost.example.com, localhost, "
      "vm.localdomain\n");
  CHECK(domains_told(findings.domains) == Texts{"example.com (postconf: mydestination)"});
  CHECK(findings.remarks.empty());
}

TEST_CASE("the machine's own name, if there is nothing else") {
  CHECK(domains_told(found("myhostname = mail.example.com\n"
                           "mydestination = mail.example.com, localhost.example.com, localhost\n")
                         .domains) == Texts{"mail.example.com (postconf: mydestination)"});
  CHECK(found("myhostname = vm.localdomain\nmydestination = vm.localdomain, localhost\n")
            .domains.empty());
  CHECK(found("myhostname = mail.example.com\nmydestination = localhost\n").domains.empty());
  // There are other domains, which cannot be used.
  CHECK(found("myhostname = mail.example.com\nmydestination = mail.example.com\n"
              "virtual_mailbox_domains = static:x\n")
            .domains.empty());
  CHECK(domains_told(found("myhostname = mail.example.com\nmydestination = mail.example.com\n"
                           "virtual_mailbox_domains = example.org\n")
                         .domains) == Texts{"example.org (postconf: virtual_mailbox_domains)"});
}

TEST_CASE("a machine with the same name as its domain") {
  CHECK(domains_told(found("myhostname = example.com\nmydestination = example.com, localhost.com\n"
                           "virtual_mailbox_domains = example.org, b\xc3\xbc"
                           "cher.example\n")
                         .domains) ==
        Texts{"example.org (postconf: virtual_mailbox_domains)",
              "xn--bcher-kva.example (postconf: virtual_mailbox_domains)",
              "example.com (postconf: mydestination)"});
}

TEST_CASE("virtual domains by maps, lists and files") {
  const Folder folder;
  const std::string cf = folder.write("domains.cf", "");
  const std::string text = folder.write("vdomains", "a.example x\n");
  std::string many;
  for (int i = 0; i < 30; ++i) many += fmt::format("c{}.example\n", i);
  const std::string file = folder.write("customers", many);
  const Findings findings =
      found(fmt::format("myhostname = mail.example.com\nmydestination = localhost, hash:{}\n"
                        "virtual_mailbox_domains = proxy:pgsql:{}, example.com {} static:all ..\n",
                        text, cf, file));
  CHECK(domains_told(findings.domains) == Texts{"example.com (postconf: virtual_mailbox_domains)"});
  CHECK(domains_told(findings.domain_maps) ==
        Texts{fmt::format("pgsql:{} (postconf: virtual_mailbox_domains)", cf),
              fmt::format("texthash:{} (postconf: virtual_mailbox_domains)", file),
              fmt::format("hash:{} (postconf: mydestination)", text)});
  REQUIRE(findings.remarks.size() == 2);
  CHECK(findings.remarks[0].starts_with(
      "postconf: virtual_mailbox_domains: static:all: \"static\" is not a supported type of map"));
  CHECK(findings.remarks[1] == "postconf: virtual_mailbox_domains: \"..\" is not a domain");
}

TEST_CASE("many items that cannot be used are counted") {
  std::string items;
  for (int i = 0; i < 25; ++i) items += fmt::format("bad_{}, ", i);
  const Findings findings = found("virtual_mailbox_domains = " + items + "\n");
  CHECK(findings.remarks.size() == 11);
  CHECK(findings.remarks.back() ==
        "postconf: virtual_mailbox_domains: 15 more items cannot be used");
}

TEST_CASE("alias domains have no mailboxes, and are reported") {
  const Findings findings = found(
      "myhostname = mail.example.com\nvirtual_mailbox_domains = example.com\n"
      "virtual_alias_maps = static:x\nvirtual_alias_domains = a.example b.example\n");
  CHECK(domains_told(findings.domains) == Texts{"example.com (postconf: virtual_mailbox_domains)"});
  REQUIRE(findings.remarks.size() == 1);
  CHECK(findings.remarks[0].starts_with(
      "postconf: virtual_alias_domains: there are only aliases in a.example b.example; "));
  CHECK(found("virtual_alias_maps = a\nvirtual_alias_domains = a\n").remarks.empty());
}

TEST_CASE("other domains that it accepts mail for, and whether the list is complete") {
  const Folder folder;
  const std::string text = folder.write("virtual", "");
  const std::string main =
      "myhostname = mail.example.com\nmydestination = mail.example.com, a.example\n";
  const Findings none = found(main);
  CHECK(none.knows_all_domains);
  CHECK(domains_told(none.other_domains) == Texts{"mail.example.com (postconf: mydestination)"});
  const Findings some =
      found(main + "relay_domains = b.example\nvirtual_alias_domains = hash:" + text + "\n");
  CHECK(some.knows_all_domains);
  CHECK(domains_told(some.other_domains) ==
        Texts{"mail.example.com (postconf: mydestination)", "b.example (postconf: relay_domains)"});
  CHECK(domains_told(some.other_domain_maps) ==
        Texts{"hash:" + text + " (postconf: virtual_alias_domains)"});
  CHECK_FALSE(found(main + "relay_domains = static:x\n").knows_all_domains);
  CHECK_FALSE(found("mydestination = regexp:/x\n").knows_all_domains);
}

TEST_CASE("who may send as an address, in main.cf and in services") {
  const Folder folder;
  const std::string cf = folder.write("logins.cf", "");
  const std::string text = folder.write("logins", "");
  const std::string main = fmt::format("smtpd_sender_login_maps = mysql:{}\n", cf);
  CHECK(domains_told(found(main).login_maps) ==
        Texts{fmt::format("mysql:{} (postconf: smtpd_sender_login_maps)", cf)});
  const Findings paths = found(main + fmt::format("virtual_mailbox_maps = mysql:{}\n", cf));
  CHECK(paths.login_maps.empty());
  CHECK(paths.remarks ==
        Texts{fmt::format("postconf: smtpd_sender_login_maps: mysql:{} is also a mailbox map, "
                          "whose values are not login names, so it is left out",
                          cf)});
  constexpr std::string_view services =
      "smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n465 inet n - y - - smtpd\n";
  const std::string options = fmt::format(
      "submission/inet/smtpd_sasl_auth_enable = yes\n"
      "submission/inet/smtpd_sender_login_maps = hash:{}\n",
      text);
  const Findings one = found(main, services, options);
  CHECK(domains_told(one.login_maps) ==
        Texts{fmt::format("hash:{} (master.cf: submission)", text)});
  // A text file contains only what was written for this purpose.
  CHECK(one.remarks.empty());
  CHECK(found(main).remarks ==
        Texts{fmt::format("postconf: smtpd_sender_login_maps: mysql:{} lists who may send as an "
                          "address; if that includes users other than its owner, write a separate "
                          "login-map (fingerpost.conf(5), MAPS)",
                          cf)});
  CHECK(
      domains_told(
          found(main, services, options + "465/inet/smtpd_sasl_auth_enable = yes\n").login_maps) ==
      Texts{fmt::format("hash:{} (master.cf: submission)", text),
            fmt::format("mysql:{} (postconf: smtpd_sender_login_maps)", cf)});
  const Findings none = found("smtpd_sender_login_maps =\n", services);
  CHECK(none.login_maps.empty());
  CHECK(none.remarks.empty());
}
