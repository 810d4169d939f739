// SPDX-License-Identifier: MIT
#include "postfix/ldap_table.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

using namespace fingerpost;

namespace {

using Texts = std::vector<std::string>;
using Role = LdapAttribute::Role;
using Scheme = LdapServer::Scheme;

tl::expected<std::string, std::string> read_no_other(const std::string&) {
  return tl::unexpected<std::string>("no such file or directory");
}

struct WrittenTable {
  explicit WrittenTable(const std::string& text)
      : file(text, LdapTable::parameters()), ldap(file, read_no_other) {}

  Texts problems() const {
    Texts texts;
    for (const TableProblem& problem : file.problems())
      texts.push_back(fmt::format(
          "{}{}: {}", problem.severity == TableProblem::Severity::warning ? "warning " : "",
          problem.line, problem.text));
    return texts;
  }

  TableFile file;
  LdapTable ldap;
};

/** Returns the problems of a table with these lines, from line 2; without them it is valid. */
Texts problems_of(const std::string& lines) {
  return WrittenTable("search_base = dc=example,dc=com\n" + lines).problems();
}

/** Printed if the values differ. */
std::string joined(const Texts& texts) {
  return fmt::format("{}", fmt::join(texts, "\n"));
}

Texts urls_of(const std::string& lines) {
  const WrittenTable table("search_base = o=x\n" + lines);
  Texts urls;
  for (const LdapServer& server : table.ldap.servers) urls.push_back(url_of(server));
  CHECK_FALSE(table.file.is_refused());
  return urls;
}

}  // namespace

TEST_CASE("an LDAP table has Postfix's defaults, and version 3") {
  const WrittenTable table("search_base = dc=example, dc=com\n");
  CHECK(table.problems() == Texts{});
  const LdapTable& ldap = table.ldap;
  CHECK(ldap.servers == std::vector<LdapServer>{{Scheme::ldap, "localhost", 389}});
  CHECK(ldap.version == 3);
  CHECK(ldap.bind == LdapTable::Bind::simple);
  CHECK(ldap.bind_dn.empty());
  CHECK(ldap.bind_password.empty());
  CHECK_FALSE(ldap.tls.start);
  CHECK_FALSE(ldap.tls.require_cert);
  CHECK(ldap.timeout == std::chrono::seconds(10));
  CHECK(ldap.query_filter.size() == 3);
  CHECK(ldap.scope == LdapTable::Scope::sub);
  CHECK(ldap.attributes == std::vector<LdapAttribute>{{"maildrop", Role::ordinary}});
  CHECK(ldap.dereference == 0);
  CHECK(ldap.recursion_limit == 1000);
  CHECK(ldap.size_limit == 0);
  CHECK_FALSE(ldap.has_base_of_key());
}

TEST_CASE("an LDAP table with every supported parameter") {
  const WrittenTable table(
      "server_host = ldaps://a.example, ldap://b.example:1389/\n"
      "server_port = 390\n"
      "bind = yes\nbind_dn = cn=reader, dc=example\nbind_pw = p, w#=\n"
      "version = 3\ntimeout = 5\n"
      "start_tls = no\ntls_require_cert = yes\ntls_ca_cert_file = /ca.pem\n"
      "tls_ca_cert_dir = /ca\ntls_cert = /c.pem\ntls_key = /k.pem\n"
      "tls_cipher_suite = SECURE256\n"
      "search_base = ou=%d,dc=example\nquery_filter = (&(mail=%s)(uid=%u))\n"
      "scope = ONE\nresult_format = smtp:[%s]\ndomain = example.com\n"
      "result_attribute = mail, uid\nspecial_result_attribute = member\n"
      "leaf_result_attribute = cn;lang-de\nterminal_result_attribute = maildrop other\n"
      "dereference = 3\nchase_referrals = no\n"
      "recursion_limit = 7\nexpansion_limit = 5\ndebuglevel = 0\n");
  CHECK(table.problems() == Texts{});
  const LdapTable& ldap = table.ldap;
  CHECK(ldap.servers == std::vector<LdapServer>{{Scheme::ldaps, "a.example", 636},
                                                {Scheme::ldap, "b.example", 1389}});
  CHECK(ldap.bind_dn == "cn=reader, dc=example");
  CHECK(ldap.bind_password == "p, w#=");
  CHECK(ldap.timeout == std::chrono::seconds(5));
  CHECK(ldap.tls.require_cert);
  CHECK(ldap.tls.ca_file == "/ca.pem");
  CHECK(ldap.tls.ca_folder == "/ca");
  CHECK(ldap.tls.cert == "/c.pem");
  CHECK(ldap.tls.key == "/k.pem");
  CHECK(ldap.tls.ciphers == "SECURE256");
  CHECK(ldap.scope == LdapTable::Scope::one);
  CHECK(ldap.attributes == std::vector<LdapAttribute>{{"maildrop", Role::terminal},
                                                      {"other", Role::terminal},
                                                      {"cn;lang-de", Role::leaf},
                                                      {"mail", Role::ordinary},
                                                      {"uid", Role::ordinary},
                                                      {"member", Role::reference}});
  CHECK(ldap.dereference == 3);
  CHECK(ldap.recursion_limit == 7);
  CHECK(ldap.size_limit == 5);
  CHECK(ldap.has_base_of_key());
  CHECK_FALSE(ldap.expansion.split_key("jo@other.example"));
  CHECK(ldap.expansion.split_key("jo@example.com"));
}

TEST_CASE("result_filter is the old name of result_format") {
  const auto value = [](const std::string& lines) {
    const WrittenTable table("search_base = o=x\n" + lines);
    const auto key = table.ldap.expansion.split_key("k");
    Values values(table.ldap.expansion, *key);
    values.add("v");
    return values.text();
  };
  CHECK(value("") == "v");
  CHECK(value("result_filter = old:%s\n") == "old:v");
  CHECK(value("result_filter = old:%s\nresult_format = new:%s\n") == "new:v");
  CHECK(problems_of("result_filter = old:%s\nresult_format = new:%s\n") ==
        Texts{"warning 2: result_filter: has no effect, because result_format replaces it"});
}

TEST_CASE("the servers of an LDAP table") {
  CHECK(urls_of("server_host = a.example\n") == Texts{"ldap://a.example:389"});
  CHECK(urls_of("server_host = a b:1,[::1]:2 [2001:db8::1]\nserver_port = 3\n") ==
        Texts{"ldap://a:3", "ldap://b:1", "ldap://[::1]:2", "ldap://[2001:db8::1]:3"});
  CHECK(urls_of("server_host = LDAP:// ldap:///\nserver_port = 3\n") ==
        Texts{"ldap://localhost:389", "ldap://localhost:389"});
  CHECK(urls_of("server_host = ldapi:///\n") == Texts{"ldapi://%2Fvar%2Frun%2Fslapd%2Fldapi"});
  CHECK(urls_of("server_host = ldapi://%2fa%20b/\n") == Texts{"ldapi://%2Fa%20b"});
  for (const char* const wrong :
       {"ldap://h/dc=x", "ldap://h:0", "ldap://h:65536", "ldap://a@b", "ldapi://relative",
        "ldapi://%2Fa%00b", "http://h", "cldap://h", "h:x", "ldap://h?", "a/b", "%2Fx"})
    CHECK_MESSAGE(problems_of(fmt::format("server_host = {}\n", wrong)) ==
                      Texts{fmt::format("2: server_host: \"{}\" is not a host, HOST:PORT, or a URL "
                                        "such as ldap://HOST:PORT, ldaps://HOST or "
                                        "ldapi://%2Frun%2Fslapd%2Fldapi",
                                        wrong)},
                  wrong);
  CHECK(problems_of("server_host =\n") == Texts{"2: server_host: is empty"});
  CHECK(problems_of("server_port = 0\n") == Texts{"2: server_port: is not a port"});
}

TEST_CASE("LDAP version 2 is used only if nothing needs version 3") {
  const auto version = [](const std::string& lines) {
    return WrittenTable("search_base = o=x\nversion = 2\n" + lines).ldap.version;
  };
  CHECK(version("") == 2);
  CHECK(version("start_tls = yes\n") == 3);
  CHECK(version("server_host = ldapi:///\n") == 3);
  CHECK(version("server_host = a ldaps://b\n") == 3);
  CHECK(version("bind = sasl\nsasl_mechs = EXTERNAL\n") == 3);
  CHECK(problems_of("version = 2\n") ==
        Texts{"warning 2: version: most servers refuse version 2; set version = 3"});
  CHECK(problems_of("version = 4\n") == Texts{"2: version: must be one of these: 3, 2"});
}

TEST_CASE("parameters that an LDAP table refuses") {
  const std::pair<const char*, Texts> cases[] = {
      {"chase_referrals = yes\n",
       {"2: chase_referrals: following referrals has no time limit; set it to no, and name the "
        "servers that have the entries in server_host"}},
      {"debuglevel = 1\n",
       {"2: debuglevel: the library would write keys and values to the log; set it to 0"}},
      {"timeout = 0\n", {"2: timeout: must be at least 1"}},
      {"timeout = 5s\n", {"2: timeout: is not a number from 0 to 1000000"}},
      {"scope = all\n", {"2: scope: must be one of these: sub, base, one"}},
      {"dereference = 4\n", {"2: dereference: is not a number from 0 to 3"}},
      {"recursion_limit = 0\n", {"2: recursion_limit: must be at least 1"}},
      {"query_filter =\n", {"2: query_filter: is empty"}},
      {"query_filter = (mail=%s\n", {"2: query_filter: its parentheses do not match"}},
      {"query_filter = mail=%s)(\n", {"2: query_filter: its parentheses do not match"}},
      {"query_filter = mail=%x\n",
       {"2: query_filter: \"%x\" is not a placeholder; write %% for a %"}},
      {"result_attribute = a*b\n", {"2: result_attribute: \"a*b\" is not an attribute"}},
      {"result_attribute =\n",
       {"2: result_attribute: is empty, and no other parameter names an attribute"}},
      {"bind = maybe\n", {"2: bind: must be one of these: yes, simple, no, none, sasl"}},
      {"bind = sasl\n",
       {"0: sasl_mechs: only EXTERNAL is supported, because others have no time limit; set "
        "sasl_mechs = EXTERNAL, or bind = yes"}},
      {"bind = sasl\nsasl_mechs = GSSAPI EXTERNAL\n",
       {"3: sasl_mechs: only EXTERNAL is supported, because others have no time limit; set "
        "sasl_mechs = EXTERNAL, or bind = yes"}},
      {"bind = sasl\nsasl_mechs = external\nsasl_minssf = 1\n",
       {"4: sasl_minssf: EXTERNAL encrypts nothing; use TLS instead"}},
      {"server_host = ldaps://a\ntls_require_cert = yes\nstart_tls = yes\n",
       {"4: start_tls: an ldaps:// server already uses TLS; remove one of the two"}},
      {"server_host = ldaps://a\ntls_require_cert = yes\ntls_cert = /a\n",
       {"4: tls_cert: is missing; set both tls_cert and tls_key"}},
      {"server_host = ldaps://a\ntls_require_cert = yes\ntls_ca_cert_file = a.pem\n",
       {"4: tls_ca_cert_file: must be an absolute path"}},
      {"elsewhere = a\n", {"2: \"elsewhere\" is not a parameter of this type of table"}},
  };
  for (const auto& [lines, problems] : cases) CHECK(joined(problems_of(lines)) == joined(problems));
  CHECK(WrittenTable("").problems() == Texts{"0: search_base: is missing"});
  CHECK(WrittenTable("search_base =\n").problems() == Texts{});
}

TEST_CASE("parameters without effect in Postfix have none here, and there is a warning") {
  const std::pair<const char*, Texts> cases[] = {
      {"cache = yes\ncache_expiry = 30\ncache_size = 32768\n",
       {"warning 2: cache: has no effect, as in Postfix",
        "warning 3: cache_expiry: has no effect, as in Postfix",
        "warning 4: cache_size: has no effect, as in Postfix"}},
      {"tls_random_file = /dev/urandom\n",
       {"warning 2: tls_random_file: has no effect; the system provides random numbers"}},
      {"tls_key = /k\ntls_cert = /c\n",
       {"warning 3: tls_cert: has no effect without start_tls = yes or an ldaps:// server",
        "warning 2: tls_key: has no effect without start_tls = yes or an ldaps:// server"}},
      {"sasl_mechs = PLAIN\n", {"warning 2: sasl_mechs: has no effect without bind = sasl"}},
      {"bind = no\nbind_dn = cn=x\n", {"warning 3: bind_dn: has no effect with bind = no"}},
      {"bind = sasl\nsasl_mechs = EXTERNAL\nsasl_realm = r\n",
       {"warning 4: sasl_realm: has no effect with EXTERNAL"}},
      {"server_host = ldaps://a\n",
       {"warning 2: server_host: the server's certificate is not checked; set tls_require_cert = "
        "yes"}},
      {"query_filter = (mail=*)\n",
       {"warning 2: query_filter: gives every key the same value, because it does not contain "
        "%s"}},
  };
  for (const auto& [lines, problems] : cases) CHECK(joined(problems_of(lines)) == joined(problems));
}

TEST_CASE("no problem of an LDAP table shows a password") {
  const WrittenTable table(
      "bind_pw = hunter2\nbind_dn = hunter2\nbind = no\ntls_key = hunter2\n"
      "timeout = hunter2\nscope = hunter2\nversion = hunter2\n");
  CHECK(table.problems().size() > 5);
  for (const std::string& problem : table.problems())
    CHECK_MESSAGE(problem.find("hunter2") == problem.npos, problem);
}

TEST_CASE("every parameter of an LDAP table is known once") {
  const std::vector<std::string_view>& names = LdapTable::parameters();
  CHECK(names.size() == 38);
  for (const std::string_view name : names)
    CHECK_MESSAGE(std::count(names.begin(), names.end(), name) == 1, name);
}
