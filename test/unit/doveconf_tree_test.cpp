// SPDX-License-Identifier: MIT
#include "inspect/doveconf_tree.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

using Words = std::vector<std::string>;

TEST_CASE("doveconf of Dovecot 2.3: settings, sections, names in quotation marks") {
  const DoveconfSection tree = read_doveconf(R"(# 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf
# Hostname: vm
auth_mechanisms = plain login
passdb {
  args = /etc/dovecot/dovecot-sql.conf.ext
  driver = sql
}
passdb {
  driver = pam
}
protocols = " imap pop3 submission"
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener "my imap" {
    port = 10993
    ssl = yes
  }
}
ssl_cert = </etc/dovecot/private/dovecot.pem
ssl_key = # hidden, use -P to show it
login_greeting = "say \"ready\" \\o/ "
)");
  CHECK(tree.value("auth_mechanisms") == "plain login");
  CHECK(tree.list("protocols") == Words{"imap", "pop3", "submission"});
  CHECK(tree.value("ssl_cert") == "</etc/dovecot/private/dovecot.pem");
  CHECK(tree.value("login_greeting") == "say \"ready\" \\o/ ");
  CHECK(tree.value("hostname").empty());
  CHECK_FALSE(tree.find("hostname"));
  CHECK_FALSE(tree.list("hostname"));
  REQUIRE(tree.all("passdb").size() == 2);
  CHECK(tree.all("passdb")[0]->value("driver") == "sql");
  CHECK(tree.last("passdb")->value("driver") == "pam");
  CHECK(tree.last("passdb")->name.empty());
  REQUIRE(tree.all("service").size() == 1);
  const DoveconfSection& login = *tree.last("service");
  CHECK(login.name == "imap-login");
  REQUIRE(login.sections.size() == 2);
  CHECK(login.sections[1].name == "my imap");
  CHECK(login.sections[1].is_on("ssl", false));
  CHECK_FALSE(login.sections[0].is_on("ssl", false));
  CHECK(login.sections[0].is_on("ssl", true));
}

TEST_CASE("doveconf of Dovecot 2.4: lists as sections, filters within filters, values of lines") {
  const DoveconfSection tree = read_doveconf(R"(dovecot_config_version = 2.4.0
protocols {
  imap = yes
  lmtp = no
  pop3 = yes
}
auth_mechanisms = plain "odd one"
auth_mechanisms {
  plain = no
  xoauth2 = yes
}
local_name imap.example.com {
  ssl_server {
    cert_file = <<END
ssl = no
}
END
    key_file = <<NEVER
  }
}
passdb sql {
  query = SELECT userid AS user FROM users WHERE userid = '%{user | username}'
}
ssl = required
unix_listener "srv.imap-login/%{pid}" {
  mode = 0600
}
)");
  CHECK(tree.list("protocols") == Words{"imap", "pop3"});
  CHECK(tree.list("auth_mechanisms") == Words{"odd one", "xoauth2"});
  CHECK(tree.value("ssl") == "required");
  CHECK(tree.last("passdb")->name == "sql");
  CHECK(tree.last("passdb")->value("query").ends_with("userid = '%{user | username}'"));
  CHECK(tree.last("local_name")->name == "imap.example.com");
  CHECK(tree.last("local_name")->last("ssl_server")->value("key_file") == "<<NEVER");
  CHECK(tree.last("unix_listener")->name == "srv.imap-login/%{pid}");
  CHECK(tree.last("unix_listener")->value("mode") == "0600");
}

TEST_CASE("any text is read to its end") {
  CHECK(read_doveconf("").settings.empty());
  const DoveconfSection odd =
      read_doveconf("}\n}\na b c\n\"\n\"x\\\n= 1\nkey =\nopen {\nkey = \"a\\");
  CHECK(odd.find("key") == "");
  REQUIRE(odd.last("open"));
  CHECK(odd.last("open")->value("key") == "a\\");

  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "a {\n";
  for (int i = 0; i < 100'000; ++i) deep += "}\n";
  const DoveconfSection tree = read_doveconf(deep + "after = 1\n");
  CHECK(tree.value("after") == "1");
  int depth = 0;
  for (const DoveconfSection* at = &tree; at; at = at->last("a")) ++depth;
  CHECK(depth == 17);
}
