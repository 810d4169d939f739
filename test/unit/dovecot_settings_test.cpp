// SPDX-License-Identifier: MIT
#include "inspect/dovecot_settings.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace fingerpost;

namespace {

/** The answers of Dovecot 2.3's doveconf, shortened. */
constexpr std::string_view answers_2_3 = R"(protocols = imap pop3 sieve submission
listen = *, ::
ssl = yes
auth_mechanisms = plain login apop
disable_plaintext_auth = yes
auth_username_format = %Lu
base_dir = /run/dovecot
submission_relay_host = 127.0.0.1
service auth {
  unix_listener auth-client {
    group =
    mode = 0666
    user = $default_internal_user
  }
  unix_listener auth-userdb {
    group =
    mode = 0666
    user = $default_internal_user
  }
}
service imap-login {
  inet_listener imap {
    address =
    haproxy = no
    port = 143
    ssl = no
  }
  inet_listener imaps {
    address =
    haproxy = no
    port = 993
    ssl = yes
  }
  protocol = imap
  type = login
}
service pop3-login {
  inet_listener pop3 {
    port = 110
    ssl = no
  }
  inet_listener pop3s {
    port = 0
    ssl = yes
  }
}
service managesieve-login {
  inet_listener sieve {
    port = 4190
  }
}
service submission-login {
  inet_listener submission {
    port = 587
  }
}
)";

std::string replaced(std::string_view text, std::string_view old, std::string_view with) {
  std::string result(text);
  const std::size_t at = result.find(old);
  REQUIRE(at != result.npos);
  return result.replace(at, old.size(), with);
}

Findings found_in(std::string_view asked, std::string_view changed = {}, bool domains = false) {
  return dovecot_findings(
      {read_doveconf(changed), read_doveconf(asked)},
      [](const std::string& path) -> std::optional<std::string> {
        if (path == "/oauth2")
          return "openid_configuration_url = "
                 "https://id.example.com/.well-known/openid-configuration\n"
                 "scope = openid email\n";
        if (path == "/users") return "anna@example.com:x\n";
        return std::nullopt;
      },
      domains);
}

/** Returns one line per server. */
std::string servers(const Findings& findings) {
  std::string text;
  for (const FoundServer& server : findings.servers)
    text += fmt::format("{} {} {} {} # {}\n", word(server.type), server.port, word(server.security),
                        fmt::join(server.mechanisms.value(), ","), server.evidence);
  return text;
}

bool remarks_on(const Findings& findings, std::string_view words) {
  for (const std::string& remark : findings.remarks)
    if (remark.find(words) != remark.npos) return true;
  return false;
}

}  // namespace

TEST_CASE("the listeners of enabled protocols, TLS first") {
  const Findings found = found_in(answers_2_3);
  CHECK(servers(found) ==
        "imap 993 tls PLAIN,LOGIN # doveconf: inet_listener imaps\n"
        "imap 143 starttls PLAIN,LOGIN # doveconf: inet_listener imap\n"
        "pop3 110 starttls PLAIN,LOGIN,APOP # doveconf: inet_listener pop3\n"
        "smtp 587 starttls PLAIN,LOGIN # doveconf: inet_listener submission\n"
        "sieve 4190 starttls PLAIN,LOGIN # doveconf: inet_listener sieve\n");
  CHECK(found.remarks.empty());
  CHECK(found.hosts.empty());
  CHECK_FALSE(found.login);

  const Findings imap = found_in(replaced(answers_2_3, "imap pop3 sieve submission", "imap"));
  CHECK(imap.servers.size() == 2);
  CHECK(found_in("").servers.empty());
}

TEST_CASE("submission needs a server to relay mail to") {
  const Findings found = found_in(replaced(answers_2_3, "127.0.0.1\n", "\n"));
  CHECK(found.servers.size() == 4);
  CHECK(remarks_on(found, "submission_relay_host"));
}

TEST_CASE("TLS off or not required, for all protocols or for one") {
  const std::string off = replaced(answers_2_3, "ssl = yes", "ssl = no");
  const Findings dead = found_in(off);
  CHECK(remarks_on(dead,
                   "doveconf: ssl: there is no TLS on ports 143, 587, 4190, and Dovecot rejects"));
  // APOP does not send the password.
  CHECK(servers(dead) == "pop3 110 none PLAIN,LOGIN,APOP # doveconf: inet_listener pop3\n");

  const std::string passwords = replaced(off, "plain login apop", "plain");
  CHECK(found_in(passwords).servers.empty());
  CHECK(remarks_on(found_in(passwords), "nobody can log in"));
  CHECK(found_in(passwords, "protocol imap {\n disable_plaintext_auth = no\n}").servers.size() ==
        1);

  const std::string lax = replaced(answers_2_3, "auth = yes", "auth = no");
  CHECK(found_in(lax).servers.size() == 5);
  CHECK(remarks_on(found_in(lax),
                   "doveconf: disable_plaintext_auth: passwords are accepted without TLS on ports "
                   "143, 110, 587, 4190; set disable_plaintext_auth = yes"));
  CHECK(found_in(replaced(lax, "ssl = yes", "ssl = required")).remarks.empty());
  CHECK(remarks_on(found_in(lax, "protocol !pop3 {\n ssl = required\n}"), "on port 110;"));
}

TEST_CASE("listeners that clients cannot reach") {
  const std::string local = replaced(answers_2_3, "*, ::", "127.0.0.1, ::1");
  CHECK(found_in(local).servers.empty());
  CHECK(remarks_on(found_in(local), "listens only on loopback"));
  const Findings one = found_in(replaced(local, "address =", "address = 192.0.2.1"));
  CHECK(servers(one) == "imap 143 starttls PLAIN,LOGIN # doveconf: inet_listener imap\n");
  CHECK(one.remarks.empty());
  const Findings webmail = found_in(replaced(answers_2_3, "address =", "address = 127.0.0.1"));
  CHECK(webmail.servers.size() == 4);
  CHECK(webmail.remarks.empty());
  const Findings proxied = found_in(replaced(answers_2_3, "haproxy = no", "haproxy = yes"));
  CHECK(proxied.servers.size() == 4);
  CHECK(remarks_on(proxied, "port 143 expects a proxy"));
}

TEST_CASE("Dovecot 2.4: lists as sections, and defaults that are left out") {
  const Findings found = found_in(R"(protocols {
  imap = yes
  lmtp = yes
}
listen = * ::
ssl = yes
auth_allow_cleartext = yes
auth_mechanisms = plain xoauth2
auth_username_format = %{user | username | lower}
base_dir = /run/dovecot
service imap-login {
  protocol = imap
  type = login
  inet_listener imap {
    port = 143
  }
  inet_listener "my imap" {
    port = 10993
    ssl = yes
  }
  inet_listener imaps {
    port = 993
    ssl = yes
  }
}
)",
                                  R"(dovecot_config_version = 2.4.0
passdb pam {
}
hostname = Mail.Example.com
oauth2 {
  issuers = https://id.example.com/realms/mail
}
)");
  CHECK(servers(found) ==
        "imap 993 tls PLAIN,XOAUTH2 # doveconf: inet_listener imaps\n"
        "imap 10993 tls PLAIN,XOAUTH2 # doveconf: inet_listener my imap\n"
        "imap 143 starttls PLAIN,XOAUTH2 # doveconf: inet_listener imap\n");
  REQUIRE(found.hosts.size() == 1);
  CHECK(found.hosts[0].value == "mail.example.com");
  CHECK(found.hosts[0].evidence == "doveconf: hostname");
  REQUIRE(found.login);
  CHECK(found.login->value == "%EMAILADDRESS%");
  CHECK(remarks_on(found, "set auth_allow_cleartext = no"));
  REQUIRE(found.lines.size() == 1);
  CHECK(found.lines[0].key == "oauth2");
  CHECK(found.lines[0].block.front().value == "https://id.example.com/realms/mail");
  CHECK(found.lines[0].comment == "doveconf: oauth2");
}

TEST_CASE("the output of doveconf of Dovecot 2.4.1 (Debian 13)") {
  constexpr std::string_view changed = R"(# 2.4.1-4 (7d8c0e5759): /etc/dovecot/dovecot.conf
# Hostname: vm
# 4 default setting changes since version 2.4.0
dovecot_config_version = 2.4.0
auth_allow_cleartext = yes
auth_mechanisms = plain xoauth2 oauthbearer
dovecot_storage_version = 2.4.0
mail_driver = maildir
protocols = imap pop3 submission
sql_driver = sqlite
submission_relay_host = localhost
ssl_server {
  cert_file = /etc/dovecot/private/dovecot.pem
  key_file = /etc/dovecot/private/dovecot.key
}
passdb sql {
  query = SELECT userid AS user, password FROM users WHERE userid = '%{user | username}' AND domain = '%{user | domain}'
}
userdb sql {
  query = SELECT login AS user FROM users WHERE mail = '%{user}'
}
oauth2 {
  introspection_mode = post
  introspection_url = https://#hidden_use-P_to_show#@idp.example.com/introspect
  openid_configuration_url = https://idp.example.com/.well-known/openid-configuration
}
service auth {
  unix_listener auth-userdb {
    group = fingerpost
    mode = 0660
  }
}
)";
  constexpr std::string_view asked = R"(protocols = imap pop3 submission
listen = * ::
ssl = yes
auth_allow_cleartext = yes
auth_mechanisms = plain xoauth2 oauthbearer
auth_username_format = %{user | lower}
base_dir = /run/dovecot
submission_relay_host = localhost
service auth {
  user = $SET:default_internal_user
  unix_listener auth-userdb {
    group = fingerpost
    mode = 0660
    type = userdb
    user = $SET:default_internal_user
  }
  unix_listener login/login {
    mode = 0666
    type = login
  }
}
service imap-login {
  imap_capability {
    IMAP4rev1 = yes
    LITERAL+ = yes
  }
  chroot = login
  protocol = imap
  type = login
  inet_listener imap {
    port = 143
  }
  inet_listener imaps {
    port = 993
    ssl = yes
  }
  unix_listener "srv.imap-login/%{pid}" {
    mode = 0600
    type = admin
  }
}
service submission-login {
  protocol = submission
  type = login
  inet_listener submission {
    port = 587
  }
  inet_listener submissions {
    port = 465
    ssl = yes
  }
}
service managesieve-login {
  protocol = sieve
  type = login
  inet_listener sieve {
    port = 4190
  }
}
)";
  const Findings found = found_in(asked, changed);
  CHECK(servers(found) ==
        "imap 993 tls PLAIN,XOAUTH2,OAUTHBEARER # doveconf: inet_listener imaps\n"
        "imap 143 starttls PLAIN,XOAUTH2,OAUTHBEARER # doveconf: inet_listener imap\n"
        "smtp 465 tls PLAIN,XOAUTH2,OAUTHBEARER # doveconf: inet_listener submissions\n"
        "smtp 587 starttls PLAIN,XOAUTH2,OAUTHBEARER # doveconf: inet_listener submission\n");
  REQUIRE(found.login);
  CHECK(found.login->value == "%EMAILADDRESS%");
  CHECK(found.login->evidence == "doveconf: passdb sql");
  REQUIRE(found.login_maps.size() == 1);
  CHECK(found.login_maps[0].value == "dovecot:/run/dovecot/auth-userdb");
  REQUIRE(found.lines.size() == 1);
  CHECK(found.lines[0].block.front().value == "https://idp.example.com");
  CHECK(found.remarks.size() == 1);
  CHECK(remarks_on(found,
                   "auth_allow_cleartext: passwords are accepted without TLS on ports 143, 587"));
}

TEST_CASE("the issuer of accepted tokens, if Dovecot knows it") {
  const std::string asked = replaced(answers_2_3, "plain login apop", "xoauth2");
  const Findings known = found_in(asked, "passdb {\n args = /oauth2\n driver = oauth2\n}");
  REQUIRE(known.lines.size() == 1);
  REQUIRE(known.lines[0].block.size() == 2);
  CHECK(known.lines[0].block[0].value == "https://id.example.com");
  CHECK(known.lines[0].block[1].key == "scope");
  CHECK(known.lines[0].block[1].value == "openid email");
  CHECK(known.remarks.empty());
  for (const char* const changed :
       {"", "oauth2 {\n issuers = https://a.example https://b.example\n}",
        "oauth2 {\n issuers = http://a.example\n}", "passdb {\n args = /no\n driver = oauth2\n}"}) {
    CHECK(found_in(asked, changed).lines.empty());
  }
}

TEST_CASE("a login-map if the userdb renames users and fingerpost has access") {
  constexpr std::string_view changed = "userdb {\n driver = ldap\n fields {\n user = x\n }\n}\n";
  CHECK(remarks_on(found_in(answers_2_3, changed),
                   "add: login-map dovecot:/run/dovecot/auth-userdb"));
  CHECK(found_in(answers_2_3).remarks.empty());
  const auto with = [&](std::string_view rights) {
    std::string asked = replaced(answers_2_3, "mode = 0666", "mode = 0600");
    asked = replaced(asked, "group =\n    mode = 0666\n    user = $default_internal_user", rights);
    return found_in(asked, changed);
  };
  for (const char* const rights :
       {"group = fingerpost\nmode = 0660", "mode = 0777", "user = fingerpost\nmode = 0600"}) {
    const Findings found = with(rights);
    CHECK(found.remarks.empty());
    REQUIRE(found.login_maps.size() == 1);
    CHECK(found.login_maps[0].value == "dovecot:/run/dovecot/auth-userdb");
    CHECK(found.login_maps[0].evidence == "doveconf: unix_listener auth-userdb");
  }
  for (const char* const rights : {"group = vmail\nmode = 0660", "group = fingerpost\nmode = 0600",
                                   "mode = ", "user = vmail\nmode = 0600"}) {
    CHECK(with(rights).login_maps.empty());
    CHECK(with(rights).remarks.size() == 1);
  }
}

TEST_CASE("domains in a passwd-file count if no better source has any") {
  constexpr std::string_view changed = "passdb {\n args = /users\n driver = passwd-file\n}";
  const Findings found = found_in(answers_2_3, changed);
  REQUIRE(found.domains.size() == 1);
  CHECK(found.domains[0].value == "example.com");
  CHECK(found_in(answers_2_3, changed, true).domains.empty());
}
