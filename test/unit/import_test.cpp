// SPDX-License-Identifier: MIT
#include "import/import.hpp"

#include <doctest/doctest.h>
#include <tl/expected.hpp>

#include <filesystem>

#include "config/load.hpp"
#include "folder.hpp"
#include "import/draft.hpp"
#include "import/mail_server.hpp"
#include "import/people.hpp"
#include "import/reading.hpp"
#include "import/write.hpp"

namespace fs = std::filesystem;
using namespace fingerpost;
using namespace fingerpost::foreign;

namespace {

struct ImportFolder : Folder {
  /** Imports files with these contents, named 0, 1 and so on. Returns the configuration, or the
      refusals if there are any. */
  tl::expected<Imported, std::vector<std::string>> import(
      std::initializer_list<std::string_view> contents) const {
    std::vector<std::string> paths;
    for (const std::string_view content : contents)
      paths.push_back(write(std::to_string(paths.size()), content));
    Imported imported = import_files(paths);
    shorten(imported.refusals);
    shorten(imported.warnings);
    if (!imported.refusals.empty()) return tl::make_unexpected(imported.refusals);
    return imported;
  }
  /** Replaces paths with file names. */
  void shorten(std::vector<std::string>& texts) const {
    for (std::string& text : texts) text.erase(0, path.string().size() + 1);
  }
  Loaded load(const std::string& configuration) const {
    return load_configuration(write("main.conf", configuration));
  }
};

std::string autoconfig(std::string_view id, std::string_view domain, std::string_view more = {}) {
  return "<clientConfig version=\"1.1\"><emailProvider id=\"" + std::string(id) + "\"><domain>" +
         std::string(domain) + "</domain>" + std::string(more) + "</emailProvider></clientConfig>";
}

constexpr std::string_view seed =
    R"({"provider": "P", "domains": ["example.com"], "servers": [{"type": "imap", "name": "i.example.com"}]})";

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a value is quoted if it would be misread otherwise") {
  CHECK(quote("example.com") == "example.com");
  CHECK(quote("%EMAILADDRESS%") == "%EMAILADDRESS%");
  CHECK(quote("https://a.example/?b=c#d") == "https://a.example/?b=c#d");
  CHECK(quote("") == "\"\"");
  CHECK(quote("two words") == "\"two words\"");
  CHECK(quote("a;b") == "\"a;b\"");
  CHECK(quote("{") == "\"{\"");
  CHECK(quote("a}") == "\"a}\"");
  CHECK(quote("#1") == "\"#1\"");
  CHECK(quote("say \"a\\b\"") == R"("say \"a\\b\"")");
  CHECK(quote("Bücher") == "Bücher");
}

TEST_CASE_FIXTURE(ImportFolder, "a quoted value is read back unchanged") {
  for (const char* const name : {"two words", "a;b", "{", "a }", "#1", "\"", "\\", "\\n", "\\\"",
                                 "a\\", "\"a\" \\", "Bücher", "%EMAILDOMAIN%", "'", "=", "; x"}) {
    CAPTURE(name);
    foreign::Draft draft;
    ProviderDraft provider{"file", claim_key(draft, name)};
    provider.name = name;
    REQUIRE(!add_domain(draft, provider, "example.com"));
    draft.providers.push_back(provider);
    const Loaded loaded = load(write_configuration(draft));
    REQUIRE(loaded.state);
    CHECK(loaded.state->catalog.providers()[0]->name == name);
    CHECK(loaded.state->catalog.providers()[0]->key == name);
  }
}

TEST_CASE("a server is written with what differs from its defaults") {
  const auto line = [](ServerType type, std::uint16_t port, Security security) {
    return server_line({type,
                        *Pattern::parse("a.example"),
                        port,
                        security,
                        Pattern::email_address(),
                        {Auth::password_cleartext}});
  };
  CHECK(line(ServerType::imap, 993, Security::tls).block.empty());
  CHECK(line(ServerType::pop3, 995, Security::tls).block.empty());
  CHECK(line(ServerType::smtp, 465, Security::tls).block.empty());
  CHECK(line(ServerType::smtp, 587, Security::starttls).block.size() == 1);
  CHECK(line(ServerType::smtp, 587, Security::none).block.size() == 1);
  CHECK(line(ServerType::sieve, 4190, Security::starttls).key == "sieve");
  CHECK(line(ServerType::sieve, 4190, Security::starttls).block.empty());
  CHECK(line(ServerType::sieve, 4190, Security::none).block.size() == 1);
  const Line odd = line(ServerType::smtp, 25, Security::starttls);
  REQUIRE(odd.block.size() == 2);
  CHECK(odd.block[0].key == "port");
  CHECK(odd.block[0].value == "25");
  CHECK(odd.block[1].key == "security");
  CHECK(odd.block[1].value == "starttls");
}

TEST_CASE("the keys of providers differ") {
  foreign::Draft draft;
  CHECK(claim_key(draft, "a") == "a");
  CHECK(claim_key(draft, "a") == "a-2");
  CHECK(claim_key(draft, " a\n") == "a-3");
  CHECK(claim_key(draft, "a-2") == "a-2-2");
  CHECK(claim_key(draft, "") == "provider");
  CHECK(claim_key(draft, "") == "provider-2");
}

TEST_CASE("a domain belongs to one provider") {
  foreign::Draft draft;
  ProviderDraft a{"file", "a"};
  ProviderDraft b{"file", "b"};
  CHECK(!add_domain(draft, a, "Bücher.example"));
  CHECK(!add_domain(draft, a, "xn--bcher-kva.example"));
  CHECK(a.lines.size() == 1);
  CHECK(a.first_domain == "xn--bcher-kva.example");
  CHECK(add_domain(draft, b, "BÜCHER.example") ==
        "\"BÜCHER.example\" already belongs to provider a");
  CHECK(add_domain(draft, b, "*") == "\"*\" is not a domain");
  CHECK(add_domain(draft, b, "*.example") == "\"*.example\" is not a domain");
  CHECK(add_domain(draft, b, "") == "\"\" is not a domain");
  CHECK(b.lines.empty());
  CHECK(b.first_domain.empty());
}

TEST_CASE("the words of autoconfig") {
  CHECK(parse_socket_type("SSL") == Security::tls);
  CHECK(parse_socket_type("ssl") == Security::tls);
  CHECK(parse_socket_type("STARTTLS") == Security::starttls);
  CHECK(parse_socket_type("plain") == Security::none);
  CHECK(!parse_socket_type("TLS"));
  CHECK(!parse_socket_type("none"));

  CHECK(parse_method("password-cleartext") == Auth::password_cleartext);
  CHECK(parse_method("plain") == Auth::password_cleartext);
  CHECK(parse_method("password-encrypted") == Auth::password_encrypted);
  CHECK(parse_method("secure") == Auth::password_encrypted);
  CHECK(parse_method("OAuth2") == Auth::oauth2);
  CHECK(parse_method("NTLM") == Auth::ntlm);
  CHECK(parse_method("GSSAPI") == Auth::gssapi);
  CHECK(parse_method("GSAPI") == Auth::gssapi);
  CHECK(parse_method("client-IP-address") == Auth::client_ip_address);
  CHECK(parse_method("TLS-client-cert") == Auth::tls_client_cert);
  CHECK(parse_method("None") == Auth::none);
  for (const char* const word : {"OAuth", "http-basic", "Basic", "SMTP-after-POP", ""})
    CHECK(!parse_method(word));
}

TEST_CASE("a text is collapsed") {
  CHECK(collapse(" a\n\t b  c ") == "a b c");
  CHECK(collapse(" \n").empty());
}

TEST_CASE_FIXTURE(ImportFolder, "files are recognized by their content and imported in order") {
  const auto imported = import(
      {"\xef\xbb\xbf\n" + autoconfig("b", "b.example"), seed, " " + autoconfig("a", "a.example")});
  REQUIRE(imported);
  CHECK(imported->warnings.empty());
  const auto b = imported->configuration.find("provider b");
  const auto seeded = imported->configuration.find("provider example.com");
  const auto a = imported->configuration.find("provider a");
  CHECK(b < seeded);
  CHECK(seeded < a);
  CHECK(a != std::string::npos);
  CHECK(load(imported->configuration).state);
}

TEST_CASE_FIXTURE(ImportFolder, "importing the same file twice is harmless") {
  const auto imported =
      import({autoconfig("a", "example.com"), autoconfig("a", "EXAMPLE.com"), seed});
  REQUIRE(imported);
  CHECK(imported->warnings ==
        Texts{"1:1: emailProvider: a provider a exists already, so this one is named a-2",
              "1:1: domain: \"EXAMPLE.com\" already belongs to provider a; kept as a comment",
              "1:1: emailProvider: all its domains belong to other providers, so it is kept as a "
              "comment",
              "2: domains: \"example.com\" already belongs to provider a; kept as a comment",
              "2: all its domains belong to other providers, so it is kept as a comment"});
  const Loaded loaded = load(imported->configuration);
  REQUIRE(loaded.state);
  CHECK(loaded.state->catalog.providers().size() == 1);
}

TEST_CASE_FIXTURE(ImportFolder, "all refusals are reported together") {
  const auto imported = import(
      {"", "<a/>", "\n<clientConfig>", "[]", "{", "{}", R"({"domains": 1, "servers": []})", seed});
  REQUIRE(!imported);
  CHECK(imported.error() ==
        Texts{"0: is empty",
              "1:1: the root element a is not clientConfig (autoconfig), Autodiscover or plist "
              "(Apple), so this file "
              "cannot be imported",
              "2:2: no element found", "3: has no section [automx], so it is not an automx.conf",
              "4: is not well-formed JSON",
              "5: is not an automx2 seed, which has lists of domains and servers",
              "6: is not an automx2 seed, which has lists of domains and servers"});
  const auto missing = import_files(std::vector{(path / "none").string(), path.string()});
  CHECK(missing.refusals == Texts{(path / "none").string() + ": No such file or directory",
                                  path.string() + ": Is a directory"});
}

TEST_CASE_FIXTURE(ImportFolder, "a refused file does not affect the others") {
  const auto imported =
      import_files(std::vector{write("bad", "<a>"), write("good", autoconfig("a", "a.example"))});
  CHECK(imported.refusals.size() == 1);
  CHECK(imported.providers == 1);
  CHECK(imported.configuration.find("domain a.example") != std::string::npos);
}

TEST_CASE_FIXTURE(ImportFolder, "a missing domain gets a placeholder, or comes from --domain") {
  const std::vector files{write("any", autoconfig("a", "%EMAILDOMAIN%"))};
  const Imported awaited = import_files(files);
  CHECK(awaited.providers == 1);
  CHECK(awaited.without_domain == 1);
  CHECK(!load(awaited.configuration).state);
  const std::string name = "b.example";
  const Imported named = import_files(files, {&name, 1});
  CHECK(named.providers == 1);
  CHECK(named.without_domain == 0);
  CHECK(named.domains_used);
  CHECK(load(named.configuration).state);
  // The second provider cannot have the same domain.
  const Imported twice = import_files(std::vector{files[0], files[0]}, {&name, 1});
  CHECK(twice.providers == 1);
  CHECK(twice.without_domain == 0);
  CHECK(load(twice.configuration).state);
}

TEST_CASE("a login of one person becomes a placeholder") {
  const std::unordered_map<std::string, std::string> earlier{{"earlier.example", "e"}};
  People people(earlier);
  people.see_domain("Example.ORG");
  people.see("Mail for Ann <Ann.Jones@example.org>, or bob%40example.org; eve@elsewhere.example");
  const auto login = [&](std::string_view text) {
    const auto found = people.login(text);
    return found ? found->pattern.text() + (found->remark.empty() ? "" : " !") : found.error();
  };
  CHECK(login("%EMAILADDRESS%") == "%EMAILADDRESS%");
  CHECK(login("x@EXAMPLE.org") == "%EMAILADDRESS% !");
  CHECK(login("x%40example%2eorg") == "%EMAILADDRESS% !");
  CHECK(login("mailto:x@example.org") == "%EMAILADDRESS% !");
  CHECK(login("x@earlier.example") == "%EMAILADDRESS% !");
  CHECK(login("ann.jones") == "%EMAILLOCALPART% !");
  CHECK(login("BOB") == "%EMAILLOCALPART% !");
  CHECK(login("eve") == "eve !");
  CHECK(login("eve@elsewhere.example") == "eve@elsewhere.example !");
  CHECK(login("CORP\\bob") == "CORP\\%EMAILLOCALPART% !");
  CHECK(login("x+example.org") == "%EMAILLOCALPART%+%EMAILDOMAIN% !");
  CHECK(login("x+elsewhere.example") == "x+elsewhere.example !");
  CHECK(login("all@%EMAILDOMAIN%") == "all@%EMAILDOMAIN% !");
  CHECK(login("a\xe2\x80\xae") == "the login name has an invisible character");
  CHECK(people.is_personal("Bob"));
  CHECK(people.is_personal("(bob@example.org)"));
  CHECK(!people.is_personal("Example Mail"));
  CHECK(!people.is_personal("eve@elsewhere.example"));
  const std::unordered_map<std::string, std::string> nobody;
  // While no domain is known, every address counts as the file's own.
  CHECK(People(nobody).login("eve@elsewhere.example")->pattern == Pattern::email_address());
}

TEST_CASE("secrets are hidden") {
  CHECK(shown("a", "b") == "b");
  CHECK(shown("adminPassword", "b") == "(not shown)");
  CHECK(shown("bindpw", "b") == "(not shown)");
  CHECK(shown("password", "").empty());
  CHECK(shown("host", "ldap://a:b@c/d, mysql://e@f") ==
        "ldap://(not shown)@c/d, mysql://(not shown)@f");
  CHECK(shown("url", "https://a.example/b@c") == "https://a.example/b@c");
}

TEST_CASE_FIXTURE(ImportFolder, "the result of importing a huge file is bounded") {
  const auto repeated = [](std::size_t count, const std::string& text) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += text;
    return all;
  };
  const auto refusal = [&](const std::string& content) {
    const auto imported = import({content});
    return imported ? std::string() : imported.error().front();
  };
  const std::string server =
      "<incomingServer type='imap'><hostname>a.example</hostname>"
      "<socketType>SSL</socketType></incomingServer>";
  CHECK(refusal(autoconfig("a", "a.example", repeated(4000, server))) ==
        "0:1: has more than 10000 elements");
  CHECK(refusal("<clientConfig>" + repeated(400, "<emailProvider id='a'/><motd/>") +
                "</clientConfig>") == "0:1: has too many shared elements for its 400 providers");
  CHECK(refusal("[automx]\n" + repeated(10000, "a = b\n")) == "0:10001: has more than 10000 lines");
  CHECK(refusal("IMAP_HOST=a\n" + repeated(300, "A=b\n")) == "0:201: has more than 200 variables");
  CHECK(refusal(repeated(101, "environment:\n - IMAP_HOST=a\n")) ==
        "0: has more than 100 services");
  CHECK(refusal("IMAP_HOST=a\n" + repeated(10001, "a\n")) ==
        "0: has more than 10000 lines that are not NAME=VALUE");
  CHECK(refusal(R"({"domains": [], "servers": [0)" + repeated(10000, ",0") + "]}") ==
        "0: has more than 10000 servers");
  CHECK(refusal(std::string(std::size_t{17} << 20, 'x')) == "0: is larger than 16 MiB");

  const auto many = import({autoconfig("a", "a.example", repeated(3000, "<x>y</x>\n"))});
  REQUIRE(many);
  CHECK(many->warnings.size() == 101);
  CHECK(many->warnings.back() == "0: 2900 more warnings are comments in the configuration");
  CHECK(many->configuration.find("; 5000 more comment lines are left out\n") != std::string::npos);
  const auto longest =
      import({autoconfig("a", "a.example", "<x y='" + std::string(5000, 'z') + "'/>")});
  REQUIRE(longest);
  CHECK(longest->configuration.size() < 1500);
}

TEST_CASE_FIXTURE(ImportFolder, "many domains are imported") {
  std::string domains;
  for (int i = 0; i < 50000; ++i)
    domains += "<domain>d" + std::to_string(i) + ".example</domain>\n";
  const auto imported = import({autoconfig("a", "a.example", domains)});
  REQUIRE(imported);
  CHECK(load(imported->configuration).state->catalog.domains() == 50001);
}

TEST_CASE_FIXTURE(ImportFolder, "a password in a profile or an environment is never written") {
  const auto imported = import(
      {"<plist><dict><key>PayloadContent</key><array><dict><key>PayloadType</key>"
       "<string>com.apple.mail.managed</string><key>IncomingPassword</key><string>sesame</string>"
       "<key>a</key><dict><key>b</key><string>sesame</string></dict></dict><dict>"
       "<key>PayloadType</key><string>x</string><key>Passphrase</key><string>sesame</string></dict>"
       "</array></dict></plist>",
       "IMAP_HOST=a.example\nA_PASSWORD=sesame\nURL=smtp://a:sesame@b\n",
       "[automx]\ndomains = a.example\n[global]\nbindpw = sesame\nhost = ldap://a:sesame@b/\n"});
  REQUIRE(imported);
  CHECK(imported->configuration.find("sesame") == std::string::npos);
  for (const std::string& warning : imported->warnings)
    CHECK(warning.find("sesame") == std::string::npos);
}

TEST_CASE_FIXTURE(ImportFolder, "hostile JSON is refused or kept, never a crash") {
  const std::string deep(100000, '[');
  const auto refused = import({R"({"domains": [], "servers": [], "x": )" + deep});
  REQUIRE(!refused);
  CHECK(refused.error() == Texts{"0: is nested too deeply"});
  const auto kept = import({R"({"domains": [1, null, [], {}, {"name": 2}, true, "a.example"],
    "servers": [1, null, [], {}, {"type": {}}, {"type": "imap", "name": [], "port": {}},
    {"type": "caldav", "url": 3}, {"type": "smtp", "name": "s.example", "prio": {}, "port": 1e3}],
    "provider": {"a": 1}, "version": "x"})"});
  REQUIRE(kept);
  CHECK(load(kept->configuration).state);
}

TEST_CASE_FIXTURE(ImportFolder, "nothing in a file ends a comment or begins a setting") {
  const auto imported = import({autoconfig(
      "x&#10;} provider y {", "example.com",
      "<displayName>a&#10;imap evil.example</displayName><odd a='&#10;}'>&#10;}&#133;&#10;}</odd>"
      "<incomingServer type='&#10;imap'><hostname>&#10;}&#10;</hostname></incomingServer>")});
  REQUIRE(imported);
  for (const std::string& warning : imported->warnings)
    CHECK(warning.find('\n') == std::string::npos);
  const Loaded loaded = load(imported->configuration);
  REQUIRE(loaded.state);
  REQUIRE(loaded.state->catalog.providers().size() == 1);
  CHECK(loaded.state->catalog.providers()[0]->incoming.empty());
  CHECK(loaded.state->catalog.providers()[0]->name == "a imap evil.example");
}

TEST_CASE_FIXTURE(ImportFolder, "a password is never written") {
  const auto imported =
      import({autoconfig("a", "a.example",
                         "<password>sesame</password><x password='sesame'><Password>sesame"
                         "</Password></x><incomingServer type='imap'><hostname>i.example"
                         "</hostname><socketType>SSL</socketType><password>sesame</password>"
                         "</incomingServer>"),
              R"({"domains": ["b.example"], "bind_password": {"a": "sesame"}, "servers":
                 [{"type": "x", "password": "sesame", "y": [{"userPassword": "sesame"}]}]})"});
  REQUIRE(imported);
  CHECK(imported->configuration.find("sesame") == std::string::npos);
  for (const std::string& warning : imported->warnings)
    CHECK(warning.find("sesame") == std::string::npos);
}
