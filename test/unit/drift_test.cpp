// SPDX-License-Identifier: MIT
#include "setup/drift.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "config/load.hpp"
#include "folder.hpp"

using namespace fingerpost;

namespace {

using Texts = std::vector<std::string>;
using Mechanisms = std::vector<std::string>;

/** Lookups that find one key in every map. */
class OneKey final : public Lookups {
 public:
  MapAnswer look_up(const Map&, std::string_view key) override {
    if (key == "failed.example") return {MapAnswer::Kind::failed};
    if (key == "mapped.example") return {MapAnswer::Kind::found, "x"};
    return {};
  }
};

Texts drift(const std::string& configuration, const Inspection& found) {
  const Folder folder;
  const Loaded loaded = load_configuration(folder.write("fingerpost.conf", configuration));
  REQUIRE(loaded.state);
  OneKey lookups;
  Texts texts;
  for (const Difference& difference : find_drift(loaded.state->catalog, found, lookups))
    texts.push_back(fmt::format("{} -> {}", difference.what, difference.advice));
  return texts;
}

Findings configured_postfix() {
  Findings findings{"postconf", Standing::configured};
  findings.hosts = {{"mail.example.com", "postconf: myhostname"}};
  findings.domains = {{"example.com", "postconf: virtual_mailbox_domains"}};
  findings.knows_all_domains = true;
  findings.servers = {{ServerType::smtp, 465, Security::tls, {}, {}, "master.cf: submissions"}};
  return findings;
}

Findings configured_dovecot(Mechanisms mechanisms = {"PLAIN"}) {
  Findings findings{"doveconf", Standing::configured};
  findings.servers = {{ServerType::imap,
                       993,
                       Security::tls,
                       std::move(mechanisms),
                       {},
                       "doveconf: inet_listener imaps"}};
  return findings;
}

Findings open_ports(std::vector<FoundServer> servers) {
  Findings findings{"ports", Standing::open};
  findings.servers = std::move(servers);
  return findings;
}

const FoundServer open_imaps{ServerType::imap, 993, Security::tls, Mechanisms{"PLAIN", "LOGIN"}, {},
                             "port 993: TLS"};
const FoundServer open_imap{ServerType::imap,    143, Security::starttls, {}, {},
                            "port 143: STARTTLS"};
const FoundServer open_submissions{ServerType::smtp, 465, Security::tls, {}, {}, "port 465: TLS"};

Inspection all() {
  return {configured_postfix(), configured_dovecot(), open_ports({open_imaps, open_submissions})};
}

/** Returns a configuration with one provider for example.com with these servers. */
std::string provider(std::string_view servers) {
  return fmt::format("provider a {{ domain example.com\n{}\n}}\n", servers);
}

const std::string good = provider("imap mail.example.com\nsmtp mail.example.com");

}  // namespace

TEST_CASE("a configuration that matches the mail server") {
  CHECK(drift(good, all()) == Texts{});
  CHECK(drift(good, {configured_postfix(), configured_dovecot(),
                     open_ports({open_imaps, open_imap, open_submissions})}) == Texts{});
  CHECK(drift(good, {{}, {}, open_ports({open_imaps, open_submissions})}) == Texts{});
}

TEST_CASE("no mail server, or one that cannot be inspected") {
  const Findings none{"postconf", Standing::configured};
  CHECK(drift(good, {none, open_ports({})}) ==
        Texts{"no mail server found on this machine -> run this on the mail server"});
  // Published settings do not count as a mail server.
  Findings answers{"answers", Standing::published};
  answers.domains = {{"example.org", "x"}};
  CHECK(drift(good, {none, answers}).size() == 1);
  Findings broken = none;
  broken.remarks = {"postconf: fatal: open main.cf"};
  CHECK(drift(good, {broken}) ==
        Texts{"postconf: fatal: open main.cf -> fix that, and run this again"});
}

TEST_CASE("a port that has been closed") {
  CHECK(drift(good, {configured_postfix(), configured_dovecot(), open_ports({open_submissions})}) ==
        Texts{"provider a: imap mail.example.com:993 tls: nothing answers on port 993, although it "
              "is configured (doveconf: inet_listener imaps) -> check the mail server's log, or "
              "remove the line"});
  CHECK(drift(good, {{}, {}, open_ports({open_submissions})}) ==
        Texts{"provider a: imap mail.example.com:993 tls: nothing answers on port 993 -> enable "
              "IMAP there, or remove the line"});
  CHECK(drift(good, {configured_postfix(), configured_dovecot(), open_ports({})}) ==
        Texts{"no port of the mail server works -> start it or check its log, and run this again"});
  // This port is never checked, so its state is unknown.
  CHECK(drift(provider("imap mail.example.com { port 1993 }\nsmtp mail.example.com"),
              {configured_postfix(), {}, open_ports({open_submissions})}) == Texts{});
}

TEST_CASE("a server with other settings") {
  const std::string upgrade = provider(
      "imap mail.example.com { security starttls }\n"
      "smtp mail.example.com");
  CHECK(drift(upgrade, all()) ==
        Texts{"provider a: imap mail.example.com:143 starttls: the mail server has no IMAP on port "
              "143, only on port 993 (port 993: TLS) -> write `port 993` and `security tls`"});
  CHECK(drift(provider("imap mail.example.com\nimap mail.example.com { security starttls }\n"
                       "smtp mail.example.com"),
              all())
            .front()
            .ends_with(" -> remove the line"));
  CHECK(drift(provider("imap mail.example.com\nsmtp mail.example.com { security starttls\n"
                       "port 465 }"),
              all()) == Texts{"provider a: smtp mail.example.com:465 starttls: the security of "
                              "port 465 is tls (port 465: TLS) -> write `security tls`"});
  FoundServer open = open_imap;
  open.security = Security::none;
  CHECK(drift(upgrade, {configured_postfix(), {}, open_ports({open, open_submissions})}) ==
        Texts{"provider a: imap mail.example.com:143 starttls: the security of port 143 is none "
              "(port 143: STARTTLS) -> enable TLS in the mail server again"});
}

TEST_CASE("a server without logins is not suggested") {
  Findings printers = configured_postfix();
  printers.servers = {{ServerType::smtp, 465, Security::tls, Mechanisms{}, {}, "master.cf: smtps"}};
  CHECK(drift(provider("imap mail.example.com\nsmtp mail.example.com { security starttls }"),
              {printers, configured_dovecot()}) ==
        Texts{"provider a: smtp mail.example.com:587 starttls: the mail server has no SMTP on port "
              "587 -> enable SMTP there, or remove the line"});
}

TEST_CASE("an unencrypted server, although another one is encrypted") {
  FoundServer open = open_imap;
  open.security = Security::none;
  const std::string clear = provider(
      "imap mail.example.com { security none }\n"
      "smtp mail.example.com");
  CHECK(drift(clear, {configured_postfix(), configured_dovecot(),
                      open_ports({open, open_imaps, open_submissions})}) ==
        Texts{"provider a: imap mail.example.com:143 none: passwords are sent unencrypted, but "
              "port 993 has tls (port 993: TLS) -> write `port 993` and `security tls`"});
  CHECK(drift(clear, {configured_postfix(), {}, open_ports({open, open_submissions})}) == Texts{});
}

TEST_CASE("methods that the mail server does not offer") {
  const auto with = [](std::string_view methods) {
    return provider(fmt::format("imap mail.example.com {{ {} }}\nsmtp mail.example.com", methods));
  };
  CHECK(drift(with("auth password-cleartext\nauth gssapi\nauth oauth2"),
              {configured_postfix(), configured_dovecot({"PLAIN", "XOAUTH2"})}) ==
        Texts{"provider a: imap mail.example.com:993 tls: the configuration has auth gssapi, but "
              "the mail server offers PLAIN, XOAUTH2 (doveconf: inet_listener imaps) -> enable "
              "that there, or remove it here"});
  // The behaviour of the port takes precedence.
  CHECK(drift(with("auth gssapi"), {configured_postfix(), configured_dovecot({"GSSAPI"}),
                                    open_ports({open_imaps, open_submissions})})
            .size() == 1);
  CHECK(drift(with("auth password-cleartext"), {configured_postfix(), configured_dovecot({})})
            .front()
            .ends_with("but the mail server offers no login method (doveconf: inet_listener imaps) "
                       "-> enable logins there, or remove the line"));
  CHECK(drift(with("auth client-ip-address"), {configured_postfix(), configured_dovecot({})}) ==
        Texts{});
}

TEST_CASE("IMAP that the configuration lacks") {
  Inspection found = all();
  found[2].servers.push_back({ServerType::pop3, 995, Security::tls, {}, {}, "port 995: TLS"});
  CHECK(drift(provider("pop3 mail.example.com\nsmtp mail.example.com"), found) ==
        Texts{"provider a: clients get only POP3, but the mail server has IMAP on port 993 (port "
              "993: TLS) -> add a line `imap HOST`"});
  // Offering POP3 in addition to IMAP is the administrator's choice.
  CHECK(drift(good, found) == Texts{});
}

TEST_CASE("servers elsewhere are not compared") {
  const std::string elsewhere =
      "provider b { domain example.org\nimap imap.example.org { security starttls }\n"
      "smtp smtp.example.org }\n";
  CHECK(drift(good + elsewhere, all()) == Texts{});
  // A host with the domain's name may be this mail server, which has no mailboxes for the domain.
  CHECK(drift(good + "provider b { domain example.org\nimap mail.%EMAILDOMAIN%\n"
                     "smtp smtp.%EMAILDOMAIN% }\n",
              all()) ==
        Texts{"provider b: the mail server accepts no mail for example.org (postconf) -> remove "
              "the domain, or add it to the mail server again"});
  // If no server has the mail server's name, any may be on it.
  CHECK(drift("provider b { domain example.com\nimap i.example.org { security starttls }\n"
              "smtp i.example.org }\n",
              all())
            .size() == 1);
}

TEST_CASE("a domain that was added or removed") {
  Inspection found = all();
  found[0].domains = {{"example.org", "postconf: mydestination"}};
  CHECK(drift(good, found) ==
        Texts{"example.org has mailboxes (postconf: mydestination), but no provider serves it -> "
              "add `domain example.org`",
              "provider a: the mail server accepts no mail for example.com (postconf) -> remove "
              "the domain, or add it to the mail server again"});
  found[0].knows_all_domains = false;
  CHECK(drift(good, found).size() == 1);
  found[0].knows_all_domains = true;
  // The domain has only aliases there.
  found[0].other_domains = {{"example.com", "postconf: virtual_alias_domains"}};
  CHECK(drift(good, found).size() == 1);
  CHECK(drift("provider a { domain *\nimap mail.example.com\nsmtp mail.example.com }\n", all()) ==
        Texts{});
}

TEST_CASE("a Postfix only for the machine's own mail, with the mailboxes elsewhere") {
  Findings client = configured_postfix();
  client.domains = {{"mail.example.com", "postconf: mydestination"}};
  client.servers.clear();
  CHECK(drift(good, {client, configured_dovecot(), open_ports({open_imaps, open_submissions})}) ==
        Texts{});
}

TEST_CASE("domains in maps") {
  const Folder folder;
  Inspection found = all();
  found[0].domains = {{"mapped.example", "x"}, {"failed.example", "x"}, {"new.example", "x"}};
  const std::string cf = folder.write("domains.cf", "");
  const std::string config = fmt::format(
      "provider a {{ name A  domain-map pgsql:{}\nimap mail.example.com\nsmtp mail.example.com "
      "}}\n",
      cf);
  CHECK(
      drift(config, found) ==
      Texts{
          "new.example has mailboxes (x), but no provider serves it -> add `domain new.example`"});
  // Text maps can be read, so it is known which domains are missing.
  found = all();
  found[0].domains.clear();
  const std::string text = folder.write("vdomains", "example.com x\n");
  found[0].domain_maps = {{"hash:" + text, "postconf: virtual_mailbox_domains"}};
  CHECK(drift(good, found) == Texts{});
  folder.write("vdomains", "example.org x\n");
  CHECK(drift(good, found).size() == 1);
  found[0].domain_maps.push_back({"pgsql:" + cf, "postconf: virtual_mailbox_domains"});
  CHECK(drift(good, found) == Texts{});
}

TEST_CASE("a map that has a different name in the mail server now") {
  const Folder folder;
  Inspection found = all();
  const std::string config = fmt::format(
      "provider a {{ name A  domain example.com  domain-map pgsql:{}\nimap mail.example.com\n"
      "smtp mail.example.com }}\n",
      folder.write("old.cf", ""));
  const std::string now = folder.write("new.cf", "");
  CHECK(drift(config, found) == Texts{});
  found[0].domain_maps = {{"mysql:" + now, "postconf: virtual_mailbox_domains"}};
  CHECK(drift(config, found) ==
        Texts{fmt::format("provider a: the mail server does not look up its domains in domain-map "
                          "pgsql:{0}/old.cf, but in mysql:{0}/new.cf (postconf: "
                          "virtual_mailbox_domains) -> write `domain-map mysql:{0}/new.cf`",
                          folder.path.string())});
  // The configuration's map is the administrator's own.
  found[0].domain_maps = {{"mysql:/etc/postfix/new.cf", "x"}};
  CHECK(drift(config, found) == Texts{});
}

TEST_CASE("many new domains are counted") {
  Inspection found = all();
  for (int i = 0; i < 30; ++i) found[0].domains.push_back({fmt::format("d{}.example", i), "x"});
  const Texts texts = drift(good, found);
  CHECK(texts.size() == 11);
  CHECK(texts.back() ==
        "20 more domains have mailboxes, but no provider serves them -> do the same for them");
}
