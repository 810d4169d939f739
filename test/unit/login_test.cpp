// SPDX-License-Identifier: MIT
#include "model/login.hpp"

#include <doctest/doctest.h>

#include "model/subject.hpp"
#include "test_maps.hpp"

using namespace fingerpost;

namespace {

/** A provider with two domains, a map of further domains, and two login-maps. */
struct Logins : TestMaps {
  Logins() {
    list("mail", "a.example");
    list("mail", "alias.example");
    list("other", "other.example");
    domains = &add_domain_map("domains", "mail");
    Provider& mail = provider("mail");
    for (const auto* const table : {"first", "second"}) mail.login_maps.push_back(&add_map(table));
    first = mail.login_maps[0];
    second = mail.login_maps[1];
  }
  /** Returns the login name for an address, `-` for the provider's own, or `pending`. */
  std::string login(std::string_view address = "ann@a.example") {
    const auto found = look_up_login(catalog, provider("mail"), *Address::parse(address), *this);
    CHECK_FALSE((found.pending && found.login));
    return found.pending ? "pending" : found.login ? found.login->text() : "-";
  }
  /** Returns the login name that results from a value. */
  std::string from(std::string_view value, std::string_view address = "ann@a.example") {
    set(*first, address, value);
    return login(address);
  }

  const Map* domains;
  const Map* first;
  const Map* second;
};

}  // namespace

TEST_CASE_FIXTURE(Logins, "the key is the full address in lower case") {
  set(*first, "ann@a.example", "u1");
  CHECK(login("Ann@A.Example") == "u1");
  set(*first, "b\u00dcnyi@xn--bcher-kva.example", "u2");
  CHECK(login("B\u00dcNYI@B\u00fccher.Example") == "u2");
}

TEST_CASE_FIXTURE(Logins, "maps are queried in order") {
  set(*second, "ann@a.example", "second");
  CHECK(login() == "second");
  set(*first, "ann@a.example", "first");
  CHECK(login() == "first");
}

TEST_CASE_FIXTURE(Logins, "an address with a tag is looked up with the tag, then without") {
  set(*second, "ann@a.example", "u1");
  CHECK(login("ann+shop@a.example") == "u1");
  CHECK(asked == std::vector<std::string>{"first ann+shop@a.example", "second ann+shop@a.example",
                                          "first ann@a.example", "second ann@a.example"});
  set(*second, "ann+shop@a.example", "u2");
  CHECK(login("ann+shop@a.example") == "u2");
  CHECK(login("ann+shop+more@a.example") == "u1");
  asked.clear();
  CHECK(login("+ann@a.example") == "-");
  CHECK(login("bob@a.example") == "-");
  CHECK(asked.size() == 4);
}

TEST_CASE_FIXTURE(Logins, "a value is one name, or a list with the address") {
  CHECK(from("u1") == "u1");
  CHECK(from(" u1,") == "u1");
  CHECK(from("u1, U1") == "u1");
  CHECK(from("u1,u2") == "-");
  CHECK(from("u1 u2\tu3") == "-");
  CHECK(from("") == "-");
  CHECK(from(" , ") == "-");
  provider("mail").login = *Pattern::parse("%EMAILLOCALPART%");
  CHECK(from("boss@a.example,Ann@a.example") == "Ann@a.example");
  CHECK(from("boss ann@a.example") == "ann@a.example");
}

TEST_CASE_FIXTURE(Logins, "a value equal to the provider's login changes nothing") {
  CHECK(from("ann@a.example") == "-");
  CHECK(from("ANN@a.example") == "-");
  provider("mail").login = *Pattern::parse("%EMAILLOCALPART%");
  CHECK(from("Ann") == "-");
  CHECK(from("ann@a.example") == "ann@a.example");
}

TEST_CASE_FIXTURE(Logins, "a target in another domain is not published") {
  CHECK(from("u1@a.example") == "u1@a.example");
  CHECK(from("u1@A.Example") == "u1@A.Example");
  CHECK(from("ann@elsewhere.example") == "-");
  CHECK(from("bob@alias.example") == "-");
  CHECK(from("u1@a.example@elsewhere.example") == "-");
  CHECK(from("elsewhere.example@") == "-");
  CHECK(from("@a.example") == "-");
  CHECK(from("ann@192.0.2.1") == "-");
}

TEST_CASE_FIXTURE(Logins, "the same local part in another domain of the provider is published") {
  CHECK(from("ann@a.example", "ann@alias.example") == "ann@a.example");
  CHECK(from("Ann@a.example", "ann@alias.example") == "Ann@a.example");
  CHECK(from("ann@a.example", "ann+x@alias.example") == "-");
  set(*first, "bob@alias.example", "bob@a.example");
  CHECK(login("bob+x@alias.example") == "bob@a.example");
  CHECK(from("ann@other.example", "ann@alias.example") == "-");
  SUBCASE("also if a map has the domain") {
    CHECK(from("ann@mapped.example") == "-");
    set(*domains, "mapped.example", "yes");
    CHECK(from("ann@mapped.example") == "ann@mapped.example");
  }
  SUBCASE("but not if the map cannot tell") {
    fail(*domains);
    CHECK(from("ann@mapped.example") == "-");
    wait(*domains);
    CHECK(from("ann@mapped.example") == "pending");
  }
  SUBCASE("nor in a domain that only \"domain *\" covers") {
    list("mail", "*");
    CHECK(from("ann@elsewhere.example") == "-");
  }
}

TEST_CASE_FIXTURE(Logins, "only valid login names are published") {
  CHECK(from("%EMAILADDRESS%") == "-");
  CHECK(from("50%") == "-");
  CHECK(from("a\u202eb") == "-");
  CHECK(from("a\u00a0b") == "-");
  CHECK(from("a\x01"
             "b") == "-");
  CHECK(from("a\xff") == "-");
  CHECK(from("<u&1>") == "<u&1>");
  CHECK(from(R"(DOMAIN\ann)") == R"(DOMAIN\ann)");
  CHECK(from("J\u00fcrgen") == "J\u00fcrgen");
  CHECK(from(std::string(255, 'a')).size() == 255);
  CHECK(from(std::string(256, 'a')) == "-");
}

TEST_CASE_FIXTURE(Logins, "commands and files of aliases are not published") {
  for (const char* const value :
       {"|/usr/bin/vacation", R"("|/usr/bin/vacation")", "/var/mail/ann", ":include:/etc/list"})
    CHECK_MESSAGE(from(value) == "-", value);
  CHECK(from(R"("ann")") == R"("ann")");
  CHECK(from(R"(")") == R"(")");
  CHECK(from("a/b|c:d") == "a/b|c:d");
}

TEST_CASE_FIXTURE(Logins, "if a map fails, the provider's login is used") {
  fail(*first);
  set(*second, "ann@a.example", "u1");
  CHECK(login() == "-");
  CHECK(asked.size() == 1);
  wait(*first);
  CHECK(login() == "pending");
}

TEST_CASE_FIXTURE(Logins, "maps are not queried needlessly") {
  provider("mail").redirect_url = Url::parse("https://elsewhere.example/");
  CHECK(from("u1") == "-");
  provider("mail").redirect_url.reset();
  provider("mail").login_maps.clear();
  CHECK(from("u1") == "-");
  CHECK(asked.empty());
}

TEST_CASE_FIXTURE(Logins,
                  "a server's own login goes before the map's, which goes before the provider's") {
  set(*first, "ann@a.example", "u1");
  const auto find = [&](const char* address) {
    Found found = find_subject(catalog, Address::parse(address), {}, *this);
    find_login(catalog, found, *this);
    return found;
  };
  const Found found = find("ann@a.example");
  REQUIRE(found.subject);
  Server server = {ServerType::imap, *Pattern::parse("h"), 993, {}, *Pattern::parse("own"), {}};
  CHECK(login_of(server, *found.subject).text() == "u1");
  CHECK(login_of(*found.subject).text() == "u1");
  server.has_own_login = true;
  CHECK(login_of(server, *found.subject).text() == "own");
  const Found other = find("bob@a.example");
  CHECK(login_of(*other.subject).text() == "%EMAILADDRESS%");
  wait(*first);
  CHECK(find("bob@a.example").kind == Found::Kind::pending);
  CHECK_FALSE(find("bob@a.example").subject);
  asked.clear();
  Found without = find_subject(catalog, {}, read_host(catalog, "a.example"), *this);
  find_login(catalog, without, *this);
  CHECK(without.kind == Found::Kind::somebody);
  CHECK(find("ann@nowhere.example").kind == Found::Kind::nobody);
  CHECK(asked == std::vector<std::string>{"domains nowhere.example"});
}
