// SPDX-License-Identifier: MIT
#include "page/thunderbird_code.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/qr_code.hpp"

using namespace fingerpost;

namespace {

/** Returns a server on its default port. */
Server server_at(ServerType type, std::string_view host, Security security = Security::tls,
                 std::vector<Auth> auth = {Auth::password_cleartext}) {
  return {type,     *Pattern::parse(host),    default_port(type, security),
          security, Pattern::email_address(), std::move(auth)};
}

Server imap_with(std::vector<Auth> auth, std::string_view host = "imap.example.com") {
  return server_at(ServerType::imap, host, Security::tls, std::move(auth));
}

Server smtp_with(std::vector<Auth> auth, std::string_view host = "smtp.example.com") {
  return server_at(ServerType::smtp, host, Security::tls, std::move(auth));
}

Provider provider_of(std::vector<Server> incoming, std::vector<Server> outgoing) {
  Provider made;
  made.incoming = std::move(incoming);
  made.outgoing = std::move(outgoing);
  return made;
}

std::optional<std::string> code(const Provider& of, std::string_view address = "ann@example.com",
                                std::string_view login = {}) {
  const auto parsed = Address::parse(address);
  REQUIRE(parsed);
  Subject subject{&of, parsed->domain(), parsed};
  if (!login.empty()) subject.login = Pattern::literal(login);
  return thunderbird_code(subject);
}

/** Returns the methods of the incoming and the outgoing server; `11` means two passwords. */
std::string methods(const Provider& of) {
  const auto text = code(of);
  if (!text) return "none";
  const auto json = nlohmann::json::parse(*text);
  return json[2][4].dump() + json[3][0][0][4].dump();
}

constexpr Auth every_auth[] = {
    Auth::password_cleartext, Auth::password_encrypted, Auth::oauth2, Auth::ntlm, Auth::gssapi,
    Auth::client_ip_address,  Auth::tls_client_cert,    Auth::none};

}  // namespace

TEST_CASE("a code contains one incoming server, one outgoing server and the address") {
  const Provider of = provider_of({server_at(ServerType::imap, "imap.example.com")},
                                  {server_at(ServerType::smtp, "smtp.example.com")});
  CHECK(code(of) == R"([1,[1,1],[0,"imap.example.com",993,3,1,"ann@example.com"],)"
                    R"([[[0,"smtp.example.com",465,3,1,"ann@example.com"],)"
                    R"(["ann@example.com",""]]]])");
}

TEST_CASE("encryption, protocol and ports are those of the servers") {
  const Provider starttls =
      provider_of({server_at(ServerType::pop3, "a.example", Security::starttls)},
                  {server_at(ServerType::smtp, "b.example", Security::starttls)});
  CHECK(code(starttls) ==
        R"([1,[1,1],[1,"a.example",110,2,1,"ann@example.com"],)"
        R"([[[0,"b.example",587,2,1,"ann@example.com"],["ann@example.com",""]]]])");
  Provider plain = provider_of({server_at(ServerType::imap, "a.example", Security::none)},
                               {server_at(ServerType::smtp, "b.example", Security::none)});
  plain.outgoing[0].port = 65535;
  CHECK(code(plain) ==
        R"([1,[1,1],[0,"a.example",143,0,1,"ann@example.com"],)"
        R"([[[0,"b.example",65535,0,1,"ann@example.com"],["ann@example.com",""]]]])");
}

TEST_CASE("a code contains the first server that the app can use") {
  const std::vector<Auth> unusable = {Auth::gssapi, Auth::ntlm, Auth::tls_client_cert};
  Provider many = provider_of(
      {imap_with(unusable, "1.example"), server_at(ServerType::pop3, "2.example"),
       server_at(ServerType::imap, "3.example"), server_at(ServerType::imap, "4.example")},
      {smtp_with(unusable, "5.example"), server_at(ServerType::smtp, "6.example"),
       server_at(ServerType::smtp, "7.example")});
  CHECK(code(many) == R"([1,[1,1],[1,"2.example",995,3,1,"ann@example.com"],)"
                      R"([[[0,"6.example",465,3,1,"ann@example.com"],["ann@example.com",""]]]])");
  many.outgoing.erase(many.outgoing.begin() + 1, many.outgoing.end());
  CHECK_FALSE(code(many));
}

TEST_CASE("a code contains an encrypted server if there is one of the type") {
  const Server plain_imap = server_at(ServerType::imap, "a.example", Security::none);
  const Server plain_smtp = server_at(ServerType::smtp, "b.example", Security::none);
  const Server pop3 = server_at(ServerType::pop3, "c.example", Security::tls);
  const auto hosts = [](const Provider& of) {
    const auto json = nlohmann::json::parse(code(of).value());
    return json[2][1].get<std::string>() + " " + json[3][0][0][1].get<std::string>();
  };
  CHECK(hosts(provider_of({plain_imap, pop3, imap_with({Auth::password_cleartext})},
                          {plain_smtp, smtp_with({Auth::password_cleartext})})) ==
        "imap.example.com smtp.example.com");
  CHECK(hosts(provider_of({plain_imap, pop3}, {plain_smtp})) == "a.example b.example");
}

TEST_CASE("there is no code without a server of each kind or without an address") {
  const Server in = server_at(ServerType::imap, "a.example"),
               out = server_at(ServerType::smtp, "b.example");
  CHECK_FALSE(code(provider_of({}, {})));
  CHECK_FALSE(code(provider_of({in}, {})));
  CHECK_FALSE(code(provider_of({}, {out})));
  const Provider both = provider_of({in}, {out});
  CHECK(code(both));
  CHECK_FALSE(thunderbird_code({&both, *Domain::parse("example.com"), std::nullopt}));
}

TEST_CASE("each method gets the format's number if it works once the app has imported it") {
  std::string incoming, outgoing;
  for (const Auth auth : every_auth) {
    const Provider in = provider_of({imap_with({auth})}, {smtp_with({Auth::none})});
    incoming += methods(in) == "none" ? '-' : methods(in)[0];
    const Provider out = provider_of({imap_with({Auth::password_cleartext})}, {smtp_with({auth})});
    outgoing += methods(out) == "none" ? '-' : methods(out)[1];
  }
  CHECK(incoming == "12------");
  CHECK(outgoing == "12---0-0");
  CHECK(methods(provider_of(
            {imap_with({Auth::gssapi, Auth::password_encrypted, Auth::password_cleartext})},
            {smtp_with({Auth::ntlm, Auth::password_cleartext})})) == "21");
}

TEST_CASE("a server without login gets no login name") {
  const Provider of =
      provider_of({imap_with({Auth::password_cleartext})}, {smtp_with({Auth::client_ip_address})});
  CHECK(code(of) == R"([1,[1,1],[0,"imap.example.com",993,3,1,"ann@example.com"],)"
                    R"([[[0,"smtp.example.com",465,3,0,""],["ann@example.com",""]]]])");
}

TEST_CASE("OAuth2 is only for hosts where the app is registered") {
  const std::vector<Auth> both = {Auth::oauth2, Auth::password_cleartext}, only = {Auth::oauth2},
                          typed = {Auth::password_cleartext};
  CHECK(methods(provider_of({imap_with(both)}, {smtp_with(both)})) == "11");
  CHECK(methods(provider_of({imap_with(only)}, {smtp_with(only)})) == "none");
  CHECK(methods(provider_of({imap_with(only)}, {smtp_with(both)})) == "none");
  CHECK(methods(provider_of({imap_with(only, "imap.gmail.com")},
                            {smtp_with(only, "smtp.gmail.com")})) == "66");
  CHECK(methods(provider_of({imap_with(both, "outlook.office365.com")},
                            {smtp_with(both, "smtp.office365.com")})) == "66");
  SUBCASE("for both servers, or for neither") {
    CHECK(methods(provider_of({imap_with(both, "imap.gmail.com")}, {smtp_with(typed)})) == "11");
    CHECK(methods(provider_of({imap_with(only, "imap.gmail.com")}, {smtp_with(typed)})) == "none");
    CHECK(methods(provider_of({imap_with(typed)}, {smtp_with(only, "smtp.gmail.com")})) == "none");
    CHECK(methods(provider_of({imap_with(only, "imap.gmail.com")}, {smtp_with({Auth::none})})) ==
          "60");
  }
  SUBCASE("not by POP3") {
    const Server pop3 = server_at(ServerType::pop3, "outlook.office365.com", Security::tls, only);
    CHECK(methods(provider_of({pop3}, {smtp_with(only, "smtp.office365.com")})) == "none");
  }
}

TEST_CASE("hosts and addresses have A-labels, and the login name is the user's") {
  Provider of = provider_of({imap_with({Auth::password_cleartext}, "imap.%EMAILDOMAIN%")},
                            {smtp_with({Auth::password_cleartext})});
  CHECK(code(of, "ann+news@B\u00fccher.example") ==
        R"([1,[1,1],[0,"imap.xn--bcher-kva.example",993,3,1,"ann+news@xn--bcher-kva.example"],)"
        R"([[[0,"smtp.example.com",465,3,1,"ann+news@xn--bcher-kva.example"],)"
        R"(["ann+news@xn--bcher-kva.example",""]]]])");
  of.outgoing[0].login = *Pattern::parse("%EMAILLOCALPART%");
  of.outgoing[0].has_own_login = true;
  CHECK(code(of, "ann@example.com", "a17") ==
        R"([1,[1,1],[0,"imap.example.com",993,3,1,"a17"],)"
        R"([[[0,"smtp.example.com",465,3,1,"ann"],["ann@example.com",""]]]])");
}

TEST_CASE("a login name is escaped, and can be read back unchanged") {
  const Provider of =
      provider_of({imap_with({Auth::password_cleartext})}, {smtp_with({Auth::password_cleartext})});
  for (const std::string login :
       {R"(EXAMPLE\ann)", R"("ann")", "j\u00fcrgen", "\U0001f4e7", "],["}) {
    const auto text = code(of, "ann@example.com", login);
    REQUIRE(text);
    const auto json = nlohmann::json::parse(*text);
    CHECK(json[2][5] == login);
    CHECK(json[3][0][0][5] == login);
    CHECK(json.size() == 4);
  }
}

TEST_CASE("there is no code for an address that the app refuses") {
  const Provider of =
      provider_of({imap_with({Auth::password_cleartext})}, {smtp_with({Auth::password_cleartext})});
  for (const char* const local : {"ann", "a.b.c", "Ann+news-2_x", "!#$%&'*+-/=?^_`{|}~", "1"}) {
    CAPTURE(local);
    const auto text = code(of, local + std::string("@example.com"));
    REQUIRE(text);
    CHECK(nlohmann::json::parse(*text)[3][0][1][0] == local + std::string("@example.com"));
  }
  for (const char* const local : {R"(a"b)", R"("ann")", R"(a\b)", "j\u00fcrgen", ".ann", "ann.",
                                  "a..b", "a,b", "a@b", "a(b)", "a:b", "<a>", "[a]"}) {
    CAPTURE(local);
    CHECK_FALSE(code(of, local + std::string("@example.com")));
  }
  const std::string domain =
      std::string(60, 'a') + '.' + std::string(60, 'b') + '.' + std::string(60, 'c') + ".example";
  const std::size_t rest = 254 - domain.size() - 1;
  REQUIRE(rest < 64);
  CHECK(code(of, std::string(rest, 'x') + '@' + domain));
  CHECK_FALSE(code(of, std::string(rest + 1, 'x') + '@' + domain));
}

TEST_CASE("a usual code is small, and one with a very long login does not fit") {
  const Provider of =
      provider_of({imap_with({Auth::password_cleartext})}, {smtp_with({Auth::password_cleartext})});
  const auto usual = QrCode::encode(*code(of, "firstname.surname@example.com"));
  REQUIRE(usual);
  CHECK(usual->size() <= 49);
  CHECK_FALSE(QrCode::encode(*code(of, "ann@example.com", std::string(255, 'x'))));
}
