// SPDX-License-Identifier: MIT
#include "inspect/dovecot_login.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace fingerpost;

namespace {

std::map<std::string, std::string> disk;

DovecotLogin login_of(std::string_view tree, std::string_view format = "%Lu") {
  return dovecot_login(read_doveconf(tree), format,
                       [](const std::string& path) -> std::optional<std::string> {
                         const auto file = disk.find(path);
                         return file == disk.end() ? std::nullopt : std::optional(file->second);
                       });
}

/** Returns `login # evidence`, or nothing. */
std::string said(const DovecotLogin& login) {
  return login.login ? login.login->value + " # " + login.login->evidence : std::string();
}

std::string used(std::string_view text) {
  const UserVariables found = user_variables(text);
  return std::string(found.whole ? "u" : "") + (found.local_part ? "n" : "") +
         (found.domain ? "d" : "");
}

}  // namespace

TEST_CASE("variables in Dovecot's texts") {
  CHECK(used("%u") == "u");
  CHECK(used("%Lu") == "u");
  CHECK(used("%n") == "n");
  CHECK(used("%Ln@%Ld") == "nd");
  CHECK(used("%2.26Nu/%%u") == "u");
  CHECK(used("%%n%") == "");
  CHECK(used("%{user}") == "u");
  CHECK(used("%{user | lower}") == "u");
  CHECK(used("%{user|username|lower}") == "n");
  CHECK(used("%{user | username}@%{user | domain}") == "nd");
  CHECK(used("%{username} %{domain}") == "nd");
  CHECK(used("%{ldap:uid} %{") == "");
}

TEST_CASE("system users have no domain") {
  CHECK(said(login_of("passdb {\n driver = pam\n}")) == "%EMAILLOCALPART% # doveconf: passdb pam");
  CHECK(said(login_of("passdb passwd {\n}")) == "%EMAILLOCALPART% # doveconf: passdb passwd");
  // If the format drops the domain, the address works as well, and clients try that first.
  for (const char* const format : {"%n", "%Ln", "%{user | username}"})
    CHECK(said(login_of("passdb {\n driver = pam\n}", format)) ==
          "%EMAILADDRESS% # doveconf: auth_username_format");
}

TEST_CASE("a passwd-file has users with or without domains, and perhaps their domains") {
  disk = {{"/etc/users", "# anna@no.example\nanna:{PLAIN}secret\n\nbert:x"},
          {"/etc/virtual", "anna@one.example:x\nbert@Two.Example:y\ncarl@one.example:z\nx@-:1"}};
  CHECK(said(login_of("passdb {\n args = /etc/users\n driver = passwd-file\n}")) ==
        "%EMAILLOCALPART% # doveconf: passdb passwd-file");

  const DovecotLogin addresses = login_of(
      "passdb {\n args = scheme=PLAIN username_format=%u /etc/virtual\n driver = passwd-file\n}");
  CHECK(said(addresses) == "%EMAILADDRESS% # doveconf: passdb passwd-file");
  REQUIRE(addresses.domains.size() == 2);
  CHECK(addresses.domains[0].value == "one.example");
  CHECK(addresses.domains[1].value == "two.example");

  CHECK(said(login_of("passdb one {\n driver = passwd-file\n passwd_file_path = /etc/users\n"
                      "auth_username_format = %{user | username}\n}")) ==
        "%EMAILADDRESS% # doveconf: passdb passwd-file");
  CHECK(said(login_of("passdb passwd-file {\n passwd_file_path = /etc/%{user|domain}/users\n}")) ==
        "%EMAILADDRESS% # doveconf: passdb passwd-file");

  const DovecotLogin unread = login_of("passdb {\n args = /etc/shut\n driver = passwd-file\n}");
  CHECK_FALSE(unread.login);
  REQUIRE(unread.remarks.size() == 1);
  CHECK(unread.remarks[0].starts_with("doveconf: passdb passwd-file: cannot read /etc/shut;"));
}

TEST_CASE("LDAP: the attributes decide; Dovecot 2.3 has them in a separate file") {
  const auto by_filter = [](const std::string& filter) {
    return login_of("passdb ldap {\n filter = " + filter + "\n}");
  };
  CHECK(said(by_filter("(&(objectClass=posixAccount)(uid=%{user | lower}))")) ==
        "%EMAILLOCALPART% # doveconf: passdb ldap");
  for (const char* const filter :
       {"(mail=%{user})", "(|(uid=%{user})(mail=%{user}))",
        "(&(uid=%{user|username})(ou=%{user|domain}))", "(sAMAccountName=%{user | username})"})
    CHECK(said(by_filter(filter)) == "%EMAILADDRESS% # doveconf: passdb ldap");
  CHECK_FALSE(by_filter("(something=%{user})").login);

  disk = {{"/l", "hosts = localhost\npass_filter = (&(objectClass=a) \\\n (uid=%u))\n"},
          {"/b", "auth_bind_userdn = mail=%u,ou=p\npass_filter = (uid=%u)\n"}};
  CHECK(said(login_of("passdb {\n args = /l\n driver = ldap\n}")) ==
        "%EMAILLOCALPART% # doveconf: passdb ldap");
  CHECK(said(login_of("passdb {\n args = /b\n driver = ldap\n}")) ==
        "%EMAILADDRESS% # doveconf: passdb ldap");
}

TEST_CASE("SQL: a query with the parts of the address decides") {
  const auto by_query = [](const std::string& query) {
    return login_of("passdb sql {\n query = SELECT password FROM u WHERE " + query + "\n}");
  };
  CHECK(said(by_query("a = '%n' AND d = '%d'")) == "%EMAILADDRESS% # doveconf: passdb sql");
  CHECK(said(by_query("a = '%{user | username}'")) == "%EMAILADDRESS% # doveconf: passdb sql");
  CHECK_FALSE(by_query("a = '%u'").login);
}

TEST_CASE("several passdbs: master users do not count, and contradictions are reported") {
  CHECK(said(login_of("passdb {\n args = /none\n driver = passwd-file\n master = yes\n}\n"
                      "passdb {\n deny = yes\n driver = passwd-file\n}\n"
                      "passdb {\n driver = oauth2\n}\npassdb {\n driver = pam\n}")) ==
        "%EMAILLOCALPART% # doveconf: passdb pam");
  const DovecotLogin both = login_of("passdb pam {\n}\npassdb sql {\n query = x\n}");
  CHECK_FALSE(both.login);
  REQUIRE(both.remarks.size() == 1);
  CHECK(both.remarks[0].find("(doveconf: passdb sql)") != std::string::npos);
}

TEST_CASE("a userdb that may give users a different name") {
  const auto by_query = [](const std::string& query) {
    return login_of("passdb sql {\n query = x\n}\nuserdb sql {\n query = " + query + "\n}")
        .renaming;
  };
  CHECK(by_query("SELECT login AS user, 5 AS uid FROM u WHERE mail = '%{user}'") ==
        "doveconf: userdb sql");
  CHECK(by_query("SELECT a.login as \"user\" FROM u a WHERE a.mail = '%u'") ==
        "doveconf: userdb sql");
  CHECK(by_query("SELECT username AS user FROM u WHERE username = '%{user | lower}'") == "");
  CHECK(by_query("SELECT u.name AS user FROM u WHERE u.name='%Lu'") == "");
  CHECK(by_query("SELECT concat(a, '@', d) AS user FROM u WHERE a = '%n' AND d = '%d'") == "");
  CHECK(by_query("SELECT home AS username FROM u WHERE name = '%u'") == "");

  disk = {{"/l", "user_attrs = homeDirectory=home, uid=user\npass_filter = (mail=%u)\n"},
          {"/m", "user_attrs = =home=/h/%n, =user=%{ldap:uid}\npass_filter = (mail=%u)\n"},
          {"/n", "user_attrs = userHome=home,=uid=5\npass_filter = (mail=%u)\n"}};
  const auto by_attributes = [](const std::string& file) {
    const std::string section = " {\n args = " + file + "\n driver = ldap\n}\n";
    return login_of("passdb" + section + "userdb" + section).renaming;
  };
  CHECK(by_attributes("/l") == "doveconf: userdb ldap");
  CHECK(by_attributes("/m") == "doveconf: userdb ldap");
  CHECK(by_attributes("/n") == "");

  const std::string fields = "userdb ldap {\n fields {\n user = %{ldap:uid}\n }\n}\n";
  CHECK(login_of(fields).renaming == "doveconf: userdb ldap");
  CHECK(login_of(fields + "passdb ldap {\n filter = (uid=%{user})\n}").renaming == "");
}
