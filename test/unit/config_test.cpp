// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "config/load.hpp"
#include "config/value.hpp"
#include "folder.hpp"

namespace fs = std::filesystem;
using namespace fingerpost;

namespace {

struct ConfigFolder : Folder {
  Loaded load() const { return load_configuration((path / "main.conf").string()); }
};

}  // namespace

TEST_CASE_FIXTURE(ConfigFolder, "six lines are enough") {
  write("main.conf",
        "provider example\n{\n  domain example.com\n  imap mail.example.com\n"
        "  smtp mail.example.com\n}\n");
  const Loaded loaded = load();
  CHECK(loaded.problems.empty());
  REQUIRE(loaded.state);
  CHECK(loaded.settings.threads == 4);
  CHECK(loaded.settings.log_level == LogLevel::info);
  CHECK(loaded.settings.listen.empty());
  const Provider* const provider = loaded.state->catalog.find(*Domain::parse("example.com"));
  REQUIRE(provider);
  CHECK(provider->name == "example.com");
  CHECK(provider->short_name == "example.com");
  REQUIRE(provider->incoming.size() == 1);
  const Server& imap = provider->incoming[0];
  CHECK(imap.port == 993);
  CHECK(imap.security == Security::tls);
  CHECK(imap.login.text() == "%EMAILADDRESS%");
  CHECK(imap.auth == std::vector{Auth::password_cleartext});
  REQUIRE(provider->outgoing.size() == 1);
  CHECK(provider->outgoing[0].port == 465);
}

TEST_CASE_FIXTURE(ConfigFolder, "defaults of the provider apply to servers before and after them") {
  write("main.conf",
        "provider p { domain p.example  imap a.example  login %EMAILLOCALPART%  auth oauth2 "
        "auth password-cleartext  smtp b.example { login me  auth none } }");
  const Loaded loaded = load();
  REQUIRE(loaded.state);
  const Provider& provider = *loaded.state->catalog.providers()[0];
  CHECK(provider.incoming[0].login.text() == "%EMAILLOCALPART%");
  CHECK(provider.incoming[0].auth == std::vector{Auth::oauth2, Auth::password_cleartext});
  CHECK(provider.outgoing[0].login.text() == "me");
  CHECK(provider.outgoing[0].auth == std::vector{Auth::none});
}

TEST_CASE_FIXTURE(ConfigFolder, "the default port depends on the security") {
  write("main.conf",
        "provider p { domain p.example\n imap a.example { security starttls }\n"
        "pop3 a.example\n pop3 a.example { security starttls }\n"
        "smtp a.example { security starttls }\n smtp a.example { security none }\n"
        "smtp a.example { security none  port 25 }\n}");
  const Loaded loaded = load();
  REQUIRE(loaded.state);
  const Provider& provider = *loaded.state->catalog.providers()[0];
  const auto ports = [](const std::vector<Server>& servers) {
    std::vector<unsigned> found;
    for (const Server& server : servers) found.push_back(server.port);
    return found;
  };
  CHECK(ports(provider.incoming) == std::vector<unsigned>{143, 995, 110});
  CHECK(ports(provider.outgoing) == std::vector<unsigned>{587, 587, 25});
}

TEST_CASE_FIXTURE(ConfigFolder, "conf.d and domains-file") {
  write("main.conf", "threads 2\r\nlog-level debug\r\nlisten 127.0.0.1:9000 listen [::1]:9000\r\n");
  write("conf.d/b.conf", "provider b { domain b.example imap i.example smtp s.example }");
  write("conf.d/a.conf",
        "provider a { domains-file lists/a  domains-file ../more imap i.example smtp s.example }");
  write("conf.d/ignored.txt", "nonsense {{{");
  write("conf.d/lists/a", "one.example\n\n; a comment\ntwo.example # another\r\n*.three.example");
  write("more", "bücher.example\n");
  const Loaded loaded = load();
  for (const Problem& problem : loaded.problems) MESSAGE(describe(problem));
  REQUIRE(loaded.state);
  CHECK(loaded.settings.threads == 2);
  CHECK(loaded.settings.log_level == LogLevel::debug);
  CHECK(loaded.settings.listen.size() == 2);
  CHECK(loaded.state->catalog.domains() == 5);
  CHECK(loaded.state->catalog.providers()[0]->key == "a");
  CHECK(loaded.state->catalog.providers()[0]->name == "one.example");
  CHECK(loaded.state->catalog.find(*Domain::parse("x.three.example"))->key == "a");
  CHECK(loaded.state->catalog.find(*Domain::parse("xn--bcher-kva.example"))->key == "a");
}

TEST_CASE_FIXTURE(ConfigFolder, "bad lines of a domains-file are counted, not all printed") {
  write("main.conf", "provider p { domains-file list  imap i.example smtp s.example }");
  std::string lines;
  for (int i = 0; i < 250; ++i) lines += "not a domain\n";
  write("list", lines);
  const Loaded loaded = load();
  CHECK_FALSE(loaded.state);
  REQUIRE(loaded.problems.size() == 101);
  CHECK(loaded.problems.counts().errors == 250);
  const Problem& first = loaded.problems[0];
  CHECK(first.file == (path / "list").string());
  CHECK(first.line == 1);
  CHECK(first.text ==
        "provider p: domains-file: \"not a domain\" is not a domain (example.com, "
        "*.example.com or *)");
  CHECK(describe(loaded.problems[100]) == (path / "list").string() + ": 150 more errors");
}

TEST_CASE_FIXTURE(ConfigFolder, "errors displace warnings if a file has too many") {
  std::string text;
  for (int i = 0; i < 150; ++i)
    text += fmt::format("provider p{} {{ domain d{}.example  imap i.example }}\n", i, i);
  write("main.conf", text + "threads x\nthreads y\n");
  const Loaded loaded = load();
  REQUIRE(loaded.problems.size() == 101);
  CHECK(loaded.problems[0].line == 1);
  CHECK(loaded.problems[97].text == "threads: \"x\" is not a number of threads (1 to 256)");
  CHECK(describe(loaded.problems[100]) ==
        (path / "main.conf").string() + ": warning: 53 more warnings");
}

TEST_CASE_FIXTURE(ConfigFolder, "a domain that another provider lists is named with its line") {
  write("main.conf",
        "provider p { domain a.example imap i.example smtp s.example }\n"
        "provider q { domains-file list  imap i.example smtp s.example }");
  write("list", "b.example\nA.example\nb.example\n");
  const Loaded loaded = load();
  REQUIRE(loaded.problems.size() == 2);
  CHECK(describe(loaded.problems[0]) ==
        (path / "list").string() +
            ":2: provider q: domains-file: \"A.example\" is already listed by provider p (" +
            (path / "main.conf").string() + ":1)");
  CHECK(describe(loaded.problems[1]) ==
        (path / "list").string() + ":3: provider q: domains-file: \"b.example\" is listed twice");
}

TEST_CASE_FIXTURE(ConfigFolder, "a problem in conf.d has the line of its own file") {
  write("main.conf", "threads 2\n");
  write("conf.d/a.conf",
        "provider a\n{\n  domain a.example\n  imap i.example\n  {\n    port x\n  }\n}\n");
  write("conf.d/b.conf", "\n\nprovider a { domain b.example }\n");
  const Loaded loaded = load();
  REQUIRE(loaded.problems.size() == 2);
  CHECK(describe(loaded.problems[0]) == (path / "conf.d/a.conf").string() +
                                            ":6: provider a: imap: port: \"x\" is not a port (1 "
                                            "to 65535)");
  CHECK(describe(loaded.problems[1]) == (path / "conf.d/b.conf").string() +
                                            ":3: provider a: is defined twice, first in " +
                                            (path / "conf.d/a.conf").string() + ":1");
}

TEST_CASE_FIXTURE(ConfigFolder, "quoted text is cut and made harmless") {
  write("main.conf", "provider p { domains-file list  imap i.example smtp s.example }\n" +
                         std::string(1'000'000, 'y') +
                         "\nprovider \"\x1b[31m\" { }\nthreads \u202e4\n");
  write("list", std::string(5'000'000, 'x') + "\n" + std::string(1'000'000, '.') + "\n");
  const Loaded loaded = load();
  CHECK_FALSE(loaded.state);
  CHECK(loaded.problems.size() >= 5);
  for (const Problem& problem : loaded.problems) {
    CHECK(problem.text.size() < 300);
    CHECK(problem.text.find('\x1b') == problem.text.npos);
    CHECK(problem.text.find("\u202e") == problem.text.npos);
  }
}

TEST_CASE_FIXTURE(ConfigFolder, "hundreds of thousands of unknown settings give 100 errors") {
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += fmt::format("setting{} x\n", i);
  write("main.conf", text);
  const Loaded loaded = load();
  REQUIRE(loaded.problems.size() == 101);
  CHECK(describe(loaded.problems[100]) == (path / "main.conf").string() + ": 299900 more errors");
}

TEST_CASE_FIXTURE(ConfigFolder, "the problems list the files that were read") {
  write("main.conf", "threads 2\n");
  write("conf.d/a.conf",
        "provider a { domains-file list  domain b.example imap i.example smtp s.example }");
  write("conf.d/list", "a.example\n");
  const Loaded loaded = load();
  const std::vector<std::string> files(loaded.problems.files().begin(),
                                       loaded.problems.files().end());
  CHECK(files == std::vector<std::string>{(path / "main.conf").string(),
                                          (path / "conf.d/a.conf").string(),
                                          (path / "conf.d/list").string()});
}

TEST_CASE_FIXTURE(ConfigFolder, "a missing file") {
  const Loaded loaded = load();
  CHECK_FALSE(loaded.state);
  REQUIRE(loaded.problems.size() == 1);
  CHECK(describe(loaded.problems[0]) ==
        (path / "main.conf").string() + ": No such file or directory");
}

TEST_CASE("hosts") {
  CHECK(parse_host("Mail.Example.com")->text() == "mail.example.com");
  CHECK(parse_host("mail.bücher.example")->text() == "mail.xn--bcher-kva.example");
  CHECK(parse_host("mail.%EMAILDOMAIN%")->text() == "mail.%EMAILDOMAIN%");
  CHECK(parse_host("%EMAILDOMAIN%")->text() == "%EMAILDOMAIN%");
  CHECK(parse_host("example.com.%EMAILDOMAIN%")->text() == "example.com.%EMAILDOMAIN%");
  CHECK_FALSE(parse_host("ü%EMAILDOMAIN%"));
  CHECK_FALSE(parse_host("%EMAILDOMAIN%ü"));
  CHECK(parse_host("192.0.2.1")->text() == "192.0.2.1");
  for (const char* const bad : {"", "a b", "%EMAILADDRESS%", "mail.%EMAILDOMAIN%.%EMAILDOMAIN%",
                                "https://a.example", "a_b.example", "1.2.3"})
    CHECK_FALSE(parse_host(bad));
}

TEST_CASE("endpoints") {
  CHECK(parse_endpoint("/run/x.sock") == Endpoint{Endpoint::Kind::unix_socket, "/run/x.sock"});
  CHECK(parse_endpoint("127.0.0.1:9000") == Endpoint{Endpoint::Kind::ipv4, "127.0.0.1", 9000});
  CHECK(parse_endpoint("[::1]:9000") == Endpoint{Endpoint::Kind::ipv6, "::1", 9000});
  for (const char* const bad : {"", ":9000", "localhost:9000", "127.0.0.1", "127.0.0.1:0",
                                "::1:9000", "[::1]", "[127.0.0.1]:1", "x.sock"})
    CHECK_FALSE(parse_endpoint(bad));
  CHECK_FALSE(parse_endpoint("/" + std::string(200, 'a')));
}

TEST_CASE("URLs") {
  CHECK(parse_url("http://a.example/x?y=1&z=%20#f"));
  CHECK(parse_https_url("HTTPS://a.example:8443"));
  CHECK_FALSE(parse_https_url("http://a.example/"));
  for (const char* const bad : {"", "a.example", "ftp://a.example", "https://", "https:///x",
                                "https://a b/", "https://a.example/\"", "https://a.example/ü",
                                "javascript:alert(1)", "https://u@a.example/"})
    CHECK_FALSE(parse_url(bad));
}

TEST_CASE("colours") {
  CHECK(parse_colour("#1a5fb4") == "#1a5fb4");
  CHECK(parse_colour("#1A5FB4") == "#1a5fb4");
  CHECK(parse_colour("#fA0") == "#ffaa00");
  for (const char* const bad : {"", "#", "#12", "#1234", "#12345", "#1234567", "#12345g", "1a5fb4",
                                "##1a5fb", "blue", "#-12", "#1a5fb4;", "rgb(1,2,3)"})
    CHECK_FALSE(parse_colour(bad));
}

TEST_CASE_FIXTURE(ConfigFolder, "a provider has a look if one of its settings is given") {
  write("conf.d/picture.gif", "GIF89a");
  write("conf.d/a.conf",
        "provider plain { domain p.example  imap i.example  smtp s.example }\n"
        "provider colour { domain c.example  imap i.example  smtp s.example  accent #FFF }\n"
        "provider moved { domain m.example  redirect-url https://other.example/\n"
        "logo picture.gif  imprint http://m.example/imprint }\n");
  write("main.conf", "threads 2\n");
  const Loaded loaded = load();
  REQUIRE(loaded.state);
  const auto& providers = loaded.state->catalog.providers();
  CHECK_FALSE(providers[0]->look);
  const auto& colour = providers[1]->look;
  REQUIRE(colour);
  CHECK(colour->accent == "#ffffff");
  CHECK(colour->style.find("--accent:#ffffff") != std::string::npos);
  CHECK(colour->logo.empty());
  CHECK_FALSE(colour->imprint);
  const auto& moved = providers[2]->look;
  REQUIRE(moved);
  CHECK(moved->style.empty());
  CHECK(moved->logo == "data:image/gif;base64,R0lGODlh");
  CHECK(moved->policy.find("; img-src data:;") != std::string::npos);
  CHECK(moved->imprint->text() == "http://m.example/imprint");
  const auto files = loaded.problems.files();
  CHECK(std::find(files.begin(), files.end(), (path / "conf.d/picture.gif").string()) !=
        files.end());
}

TEST_CASE_FIXTURE(ConfigFolder, "a program that does not sign does not read the key") {
  write("main.conf",
        "sign { certificate cert.pem  key missing.pem }\n"
        "provider p { domain p.example  imap a.example  smtp b.example }\n");
  CHECK_FALSE(load().state);
  const Loaded loaded = load_configuration((path / "main.conf").string(), false);
  CHECK(loaded.problems.empty());
  REQUIRE(loaded.state);
  CHECK_FALSE(loaded.state->signer);
}

TEST_CASE_FIXTURE(ConfigFolder, "providers share a map, which has its socket") {
  write("text.map", "text.example yes\nTwo.Example\n");
  write("main.conf",
        "provider a { domain-map pgsql:d.cf  domain-map texthash:text.map  login-map "
        "proxy:pgsql:l.cf  login-map socketmap:unix:/run/a.sock:x  imap i.example  smtp s.example "
        "}\n"
        "provider b { domain b.example  login-map pgsql:l.cf  login-map dovecot:/run/u.sock  login "
        "%EMAILADDRESS%  imap i.example { login me }  smtp s.example }\n"
        "maps-socket /run/maps.sock\n");
  const Loaded loaded = load();
  REQUIRE(loaded.state);
  CHECK(loaded.settings.maps_socket == "/run/maps.sock");
  CHECK(loaded.settings.maps_memory == std::size_t{16} << 20);
  const Catalog& catalog = loaded.state->catalog;
  const auto maps = catalog.maps();
  REQUIRE(maps.size() == 5);
  const auto text = [&](const char* name) { return (path / name).string(); };
  CHECK(maps[0]->text == "pgsql:" + text("d.cf"));
  CHECK(maps[0]->file == text("d.cf"));
  CHECK(maps[0]->socket == "/run/maps.sock");
  CHECK(maps[0]->table == maps[0]->text);
  CHECK(maps[1]->socket.empty());
  CHECK(maps[1]->content->find("two.example"));
  CHECK(maps[3]->text == "socketmap:unix:/run/a.sock:x");
  CHECK(maps[3]->socket == "/run/a.sock");
  CHECK(maps[3]->table == "x");
  CHECK(maps[3]->file.empty());
  CHECK(maps[4]->text == "dovecot:/run/u.sock");
  CHECK(maps[4]->socket == "/run/u.sock");
  const Provider& a = *catalog.providers()[0];
  const Provider& b = *catalog.providers()[1];
  CHECK(a.domain_maps == std::vector{maps[0], maps[1]});
  CHECK(a.login_maps == std::vector{maps[2], maps[3]});
  CHECK(b.login_maps == std::vector{maps[2], maps[4]});
  CHECK(a.name == "a");
  REQUIRE(catalog.domain_maps().size() == 2);
  CHECK(catalog.domain_maps()[1].map == maps[1]);
  CHECK(catalog.domain_maps()[1].provider == &a);
  CHECK(b.incoming[0].has_own_login);
  CHECK_FALSE(b.outgoing[0].has_own_login);
}

TEST_CASE_FIXTURE(ConfigFolder, "the name of a map fits into a request") {
  const auto errors = [&](std::size_t length) {
    write("main.conf", fmt::format("provider a {{ domain-map pgsql:/{}  imap i.example  smtp "
                                   "s.example }}\n",
                                   std::string(length, 'x')));
    return load().problems.errors();
  };
  CHECK(errors(4000) == 0);
  CHECK(errors(4100) == 1);
}
