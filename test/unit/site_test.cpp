// SPDX-License-Identifier: MIT
#include "setup/site.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "setup/sites.hpp"

using namespace fingerpost;

namespace {

std::vector<std::string> numbered(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i)
    names.push_back("autoconfig.d" + std::to_string(i) + ".example");
  return names;
}

Site site_of(const std::vector<std::string>& hosts, const std::vector<std::string>& patterns = {}) {
  Site site{"fingerpost -c /a.conf", " --target a.example", {}, {}, patterns};
  add_names(site, by_certificate("fingerpost", hosts), {"example.com", "a.example"});
  return site;
}

}  // namespace

TEST_CASE("a certificate has at most a hundred names") {
  CHECK(by_certificate("fingerpost", {}).empty());
  CHECK(by_certificate("fingerpost", numbered(100)).size() == 1);
  const auto all = by_certificate("fingerpost", numbered(201));
  REQUIRE(all.size() == 3);
  CHECK(all[0].name == "fingerpost");
  CHECK(all[1].name == "fingerpost-2");
  CHECK(all[2].name == "fingerpost-3");
  CHECK(all[1].hosts.front() == "autoconfig.d100.example");
  CHECK(all[2].hosts.size() == 1);
}

TEST_CASE("only fingerpost has names with a client's label; others may have another site") {
  const Site site = site_of({"autoconfig.example.com", "ua-auto-config.example.com", "a.example"});
  REQUIRE(site.parts.size() == 1);
  CHECK(site.parts[0].clients.size() == 2);
  CHECK(site.parts[0].others == std::vector<std::string>{"a.example"});
  // A domain that is in a certificate is not listed twice.
  CHECK(site.domains == std::vector<std::string>{"example.com"});
  CHECK(all_others(site) == std::vector<std::string>{"a.example", "example.com"});
  CHECK(site_command(site, nginx) == "fingerpost -c /a.conf site nginx --target a.example");
}

TEST_CASE("the part that takes all names is the last") {
  CHECK(site_of(numbered(150)).parts.front().first);
  const Site site = site_of(numbered(150), {"*"});
  CHECK(site.parts.back().first);
  CHECK(site.parts.back().certificate == "fingerpost");
  CHECK(std::count_if(site.parts.begin(), site.parts.end(),
                      [](const SitePart& part) { return part.first; }) == 1);
}

TEST_CASE("marks are replaced, and a line that becomes empty is removed") {
  CHECK(filled("a <<x>>\n<<y>>\nb", {{"x", "1"}, {"y", ""}}) == "a 1\nb");
  CHECK(filled("<<y>>\nb", {{"y", "c"}}) == "c\nb");
  CHECK(filled("a<<y>>\nb", {{"y", ""}}) == "a\nb");
  // Replacements are not searched for marks.
  CHECK(filled("<<x>>", {{"x", "<<x>>"}}) == "<<x>>");
}

TEST_CASE("no line of names is long, and none is lost") {
  CHECK(folded({}, "  ").empty());
  CHECK(folded({"a", "b"}, "  ") == "  a b");
  const std::string text = folded(numbered(50), "    ");
  CHECK(std::count(text.begin(), text.end(), '.') == 100);
  std::string_view rest = text;
  for (auto end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
    CHECK(end <= 100);
    rest.remove_prefix(end + 1);
    CHECK(rest.starts_with("    a"));
  }
}

TEST_CASE("a host as a regular expression") {
  CHECK(as_regex("mail.example.com") == R"(mail\.example\.com)");
  CHECK(as_regex(std::vector<std::string>{"a.b", "c"}) == R"((?:a\.b|c))");
}

TEST_CASE("the command that gets the certificate") {
  const Site listed = site_of({"autoconfig.a.example"});
  CHECK(certificate_lines(listed, nginx) ==
        "# This prints the command:\n"
        "#   fingerpost -c /a.conf names --certbot --for nginx --target a.example\n");
  const Site unlisted{"fingerpost", {}, {{"fingerpost", true}}, {}, {"*"}};
  CHECK(certificate_lines(unlisted, haproxy) ==
        "# Its names, three for each domain, cannot be listed here; replace the examples:\n"
        "#   certbot certonly --cert-name fingerpost \\\n"
        "#       --standalone --http-01-port 8888 \\\n"
        "#       -d autoconfig.example.com -d autodiscover.example.com -d "
        "ua-auto-config.example.com\n");
}

TEST_CASE("every mark of every site is replaced") {
  for (const SiteServer* const server : site_servers)
    for (const auto& patterns : {std::vector<std::string>{}, std::vector<std::string>{"*"}}) {
      const Site site = site_of(numbered(150), patterns);
      const std::string text = server->write(site, *server);
      CHECK(text.find("<<") == text.npos);
      const bool says_so = text.find("cannot be listed") != text.npos;
      CHECK(says_so == site.takes_all());
      CHECK(text.ends_with('\n'));
    }
}
