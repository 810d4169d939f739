// SPDX-License-Identifier: MIT
#include "inspect/postfix_list.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "folder.hpp"

using namespace fingerpost;

namespace {

using Texts = std::vector<std::string>;

PostfixList domains(std::string_view value) {
  return read_postfix_list(value, PostfixListKind::domains);
}

PostfixList maps(std::string_view value) {
  return read_postfix_list(value, PostfixListKind::maps);
}

}  // namespace

TEST_CASE("literal domains, maps and files") {
  const Folder folder;
  const std::string cf = folder.write("domains.cf", "");
  const std::string text = folder.write("vdomains", "");
  const std::string file = folder.write("more", "# ours\nd.example, e.example\n  f.example\n");
  const PostfixList list = domains(fmt::format(
      "a.example, proxy:pgsql:{} b.example\tproxy:proxy:hash:{},{} pgsql:{}", cf, text, file, cf));
  CHECK(list.names == Texts{"a.example", "b.example", "d.example", "e.example", "f.example"});
  CHECK(list.maps == Texts{"pgsql:" + cf, "hash:" + text});
  CHECK(list.refused.empty());
}

TEST_CASE("a long file with one domain per line is a map") {
  const Folder folder;
  std::string text = "# customers\n\n";
  for (int i = 0; i < 30; ++i) text += fmt::format("c{}.example\n", i);
  const std::string good = folder.write("good", text);
  const std::string other = folder.write("other", text + "x.example y.example\n");
  const PostfixList list = domains(good + " " + other);
  CHECK(list.maps == Texts{"texthash:" + good});
  CHECK(list.names.size() == 32);
}

TEST_CASE("the keys of nested maps count") {
  const Folder folder;
  const std::string cf = folder.write("domains.cf", "");
  const PostfixList list = domains(fmt::format(
      "unionmap:{{ldap:{}, inline:{{a.example=x, {{ b.example = y z }}}}}} inline:{{c.example}}",
      cf));
  CHECK(list.maps == Texts{"ldap:" + cf});
  CHECK(list.names == Texts{"a.example", "b.example", "c.example"});
  CHECK(list.refused.empty());
}

TEST_CASE("unusable items are reported with what to do") {
  const Folder folder;
  const std::string key = folder.path.string() + "/";
  const auto refused = [](std::string_view value) {
    const PostfixList list = domains(value);
    CHECK(list.names.empty());
    CHECK(list.maps.empty());
    REQUIRE(list.refused.size() == 1);
    return list.refused.front();
  };
  CHECK(refused("regexp:/etc/postfix/x") ==
        "regexp:/etc/postfix/x: \"regexp\" is not a supported type of map; its keys are "
        "patterns; put the names into a file (texthash:PATH), or write: domain *.NAME");
  CHECK(refused("!a.example") ==
        "!a.example: no setting excludes a domain; make sure that it is not served");
  CHECK(refused("socketmap:inet:localhost:1:t").starts_with("\"socketmap:inet:localhost:1:t\": "));
  CHECK(refused("pgsql:tables.cf") == "pgsql:tables.cf: write the absolute path");
  CHECK(refused("pgsql:tables").find("are in main.cf") != std::string::npos);
  CHECK(refused(fmt::format("ldap:{}none.cf", key)) ==
        fmt::format("ldap:{}none.cf: the file is missing", key));
  CHECK(refused(fmt::format("hash:{}none", key)) ==
        fmt::format("hash:{}none: the text file that postmap reads is missing; restore it, because "
                    "fingerpost cannot read the database",
                    key));
  CHECK(refused(key + "none").starts_with(key + "none: "));
  CHECK(refused("a\x1b[1m:b").find('\x1b') == std::string::npos);
}

TEST_CASE("a file that includes itself, and unclosed braces") {
  const Folder folder;
  const std::string path = folder.path.string() + "/loop";
  folder.write("loop", "a.example\n" + path + "\n");
  const PostfixList loop = domains(path);
  CHECK(loop.names.size() == 4);
  CHECK(loop.refused.size() == 2);
  CHECK(domains("inline:{{{ a=b").names.empty());
  CHECK(domains("}}} , {").names == Texts{"}}} , {"});
  CHECK(domains(std::string(100'000, '{')).names.size() == 1);
}

TEST_CASE("a list of maps has only maps") {
  const Folder folder;
  const std::string text = folder.write("logins", "");
  const PostfixList list = maps(fmt::format("hash:{0} unionmap:{{hash:{0}}} {0} static:all", text));
  CHECK(list.names.empty());
  CHECK(list.maps == Texts{"hash:" + text});
  CHECK(list.refused.size() == 3);
}
