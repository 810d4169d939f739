// SPDX-License-Identifier: MIT
#include "inspect/postfix_host.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

namespace {

using Texts = std::vector<std::string>;

Findings host_found(std::string_view main) {
  Findings findings;
  add_mail_host({main, "", ""}, findings);
  return findings;
}

}  // namespace

TEST_CASE("the name of the mail server") {
  const Findings named =
      host_found("myhostname = Mail.Example.com\nmulti_instance_directories =\n");
  REQUIRE(named.hosts.size() == 1);
  CHECK(named.hosts[0].value == "mail.example.com");
  CHECK(named.hosts[0].evidence == "postconf: myhostname");
  CHECK(named.remarks.empty());
}

TEST_CASE("a name that clients cannot find") {
  for (const std::string name :
       {"mail", "mail.localdomain", "a_b.example.com", "mail\x1b[1m", ""}) {
    CAPTURE(name);
    const Findings unnamed = host_found("myhostname = " + name + "\n");
    CHECK(unnamed.hosts.empty());
    REQUIRE(unnamed.remarks.size() == 1);
    CHECK(unnamed.remarks[0].starts_with("postconf: myhostname: \""));
    CHECK(unnamed.remarks[0].find('\x1b') == std::string::npos);
  }
}

TEST_CASE("other instances of Postfix") {
  CHECK(host_found("myhostname = mail.example.com\nmulti_instance_directories = /etc/postfix-out\n")
            .remarks ==
        Texts{"postconf: multi_instance_directories: other instances of Postfix are not inspected "
              "(/etc/postfix-out); add their domains and servers yourself"});
}
