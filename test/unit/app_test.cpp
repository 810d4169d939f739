// SPDX-License-Identifier: MIT
#include "page/app.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "page/words.hpp"

using namespace fingerpost;

namespace {

using Methods = std::vector<Auth>;

Server server(ServerType type, Security security, Methods auth,
              std::string_view login = "%EMAILADDRESS%") {
  return {.type = type,
          .host = Pattern::literal("mail.example.com"),
          .port = default_port(type, security),
          .security = security,
          .login = *Pattern::parse(login),
          .auth = std::move(auth)};
}

Server imap(Methods auth = {Auth::password_cleartext}, Security security = Security::tls) {
  return server(ServerType::imap, security, std::move(auth));
}

Server smtp(Methods auth = {Auth::password_cleartext}, Security security = Security::tls) {
  return server(ServerType::smtp, security, std::move(auth));
}

Provider provider(std::vector<Server> incoming, std::vector<Server> outgoing = {smtp()}) {
  Provider provider;
  provider.incoming = std::move(incoming);
  provider.outgoing = std::move(outgoing);
  return provider;
}

constexpr Told everything = {.autoconfig = true, .outlook = true, .profile = true};
constexpr Told nothing;

const App& app(std::string_view word) {
  const auto apps = all_apps();
  const auto found =
      std::find_if(apps.begin(), apps.end(), [&](const App& one) { return one.word == word; });
  REQUIRE(found != apps.end());
  return *found;
}

Fit fit_of(std::string_view word, const Provider& provider, const Told& told = everything) {
  return fit(app(word), provider, told).fit;
}

/** Returns the words of the apps with this fit for the provider. */
std::set<std::string_view> apps_that(Fit wanted, const Provider& provider,
                                     const Told& told = everything) {
  std::set<std::string_view> words;
  for (const App& one : all_apps())
    if (fit(one, provider, told).fit == wanted) words.insert(one.word);
  return words;
}

using Apps = std::set<std::string_view>;

}  // namespace

TEST_CASE("an app has a unique word, and skills for its way") {
  Apps words;
  for (const App& one : all_apps()) {
    CAPTURE(one.word);
    CHECK(words.insert(one.word).second);
    CHECK_FALSE(one.typed.types.empty());
    CHECK_FALSE(one.typed.auth.empty());
    CHECK(one.told.types.empty() == (one.way == Way::hand));
    CHECK(one.told.auth.empty() == (one.way == Way::hand));
  }
}

TEST_CASE("every language has the steps of every app, a name only where the app has none") {
  for (const Words& words : all_words()) {
    CAPTURE(words.language);
    CHECK(words.apps.size() == all_apps().size());
    for (const App& one : all_apps()) {
      CAPTURE(one.word);
      const Steps& steps = steps_of(words, one.word);
      CHECK(steps.steps.size() >= 3);
      CHECK(steps.steps.size() <= 6);
      CHECK(steps.name.text.empty() != one.name.empty());
    }
  }
}

TEST_CASE("only the steps of an app that is set up by hand contain the settings") {
  const auto holds_settings = [](const Steps& steps) {
    const auto holds = [&](std::string_view placeholder) {
      return std::any_of(steps.steps.begin(), steps.steps.end(), [&](const Markup& step) {
        return step.text.find(placeholder) != step.text.npos;
      });
    };
    return holds("{incoming_host}") && holds("{incoming_port}") && holds("{incoming_security}") &&
           holds("{login}") && holds("{outgoing_host}") && holds("{outgoing_port}") &&
           holds("{outgoing_security}") && holds("{outgoing_login}");
  };
  for (const Words& words : all_words()) {
    CAPTURE(words.language);
    for (const App& one : all_apps()) {
      CAPTURE(one.word);
      CHECK(holds_settings(steps_of(words, one.word)) == (one.way == Way::hand));
    }
    CHECK(holds_settings(words.hand_steps));
  }
}

TEST_CASE("a person can type all settings that an app reads itself") {
  for (const App& one : all_apps()) {
    CAPTURE(one.word);
    for (const Auth method : one.told.auth)
      CHECK(std::count(one.typed.auth.begin(), one.typed.auth.end(), method) == 1);
    for (const ServerType type : one.told.types)
      CHECK(std::count(one.typed.types.begin(), one.typed.types.end(), type) == 1);
    CHECK(one.typed.plain >= one.told.plain);
  }
}

TEST_CASE("an ordinary provider suits every app in the app's own way") {
  const Provider ordinary =
      provider({imap(), server(ServerType::pop3, Security::tls, {Auth::password_cleartext})},
               {smtp(), smtp({Auth::password_cleartext}, Security::starttls)});
  for (const App& one : all_apps()) {
    CAPTURE(one.word);
    const Fitted fitted = fit(one, ordinary, everything);
    CHECK(fitted.fit == (one.way == Way::hand      ? Fit::hand
                         : one.way == Way::profile ? Fit::profile
                                                   : Fit::address));
    REQUIRE(fitted.incoming);
    REQUIRE(fitted.outgoing);
    CHECK(fitted.incoming == &ordinary.incoming.front());
  }
}

TEST_CASE("if a format cannot express the provider, its apps are set up by hand") {
  const Provider ordinary = provider({imap()});
  CHECK(apps_that(Fit::hand, ordinary, nothing).size() == all_apps().size());
  CHECK(apps_that(Fit::address, ordinary, {.outlook = true}) ==
        Apps{"outlook-classic", "em-client"});
  CHECK(apps_that(Fit::profile, ordinary, {.profile = true}) == Apps{"apple-iphone", "apple-mac"});
}

TEST_CASE("every app needs a server of each kind") {
  CHECK(apps_that(Fit::no_server, provider({})).size() == all_apps().size());
  CHECK(apps_that(Fit::no_server, provider({imap()}, {})).size() == all_apps().size());
  const Fitted fitted = fit(app("thunderbird"), provider({}), everything);
  CHECK_FALSE(fitted.incoming);
  CHECK_FALSE(fitted.outgoing);
}

TEST_CASE("without encryption some apps do not connect") {
  const Provider plain = provider({imap({Auth::password_cleartext}, Security::none)});
  CHECK(apps_that(Fit::no_security, plain) == Apps{"outlook-new", "outlook-phone"});
  CHECK(fit_of("thunderbird", plain) == Fit::address);
  // These refuse the file, or cannot read its socket type.
  CHECK(fit_of("thunderbird-android", plain) == Fit::hand);
  CHECK(fit_of("fairemail", plain) == Fit::hand);
  const Provider plain_smtp =
      provider({imap()}, {smtp({Auth::password_cleartext}, Security::none)});
  CHECK(fit_of("outlook-new", plain_smtp) == Fit::no_security);
}

TEST_CASE("with OAuth2 alone no app is known to sign in") {
  const Provider oauth2 = provider({imap({Auth::oauth2})}, {smtp({Auth::oauth2})});
  CHECK(apps_that(Fit::hand, oauth2) == Apps{"others"});
  CHECK(apps_that(Fit::no_sign_in, oauth2).size() == all_apps().size() - 1);
}

TEST_CASE("with OAuth2 before the password only an app that tries the first method needs help") {
  const Methods methods = {Auth::oauth2, Auth::password_cleartext};
  const Provider both = provider({imap(methods)}, {smtp(methods)});
  CHECK(fit_of("thunderbird", both) == Fit::address);
  CHECK(fit_of("thunderbird-android", both) == Fit::address);
  CHECK(fit_of("kmail", both) == Fit::hand);
  CHECK(fit_of("gmail", both) == Fit::hand);
}

TEST_CASE("with encrypted passwords alone") {
  const Provider encrypted =
      provider({imap({Auth::password_encrypted})}, {smtp({Auth::password_encrypted})});
  CHECK(apps_that(Fit::no_sign_in, encrypted) ==
        Apps{"outlook-classic", "outlook-new", "outlook-phone", "gmail", "samsung", "em-client"});
  CHECK(fit_of("apple-iphone", encrypted) == Fit::profile);
  CHECK(fit_of("evolution", encrypted) == Fit::address);
}

TEST_CASE("with Kerberos alone a Mac is set up by hand") {
  const Provider kerberos = provider({imap({Auth::gssapi})}, {smtp({Auth::gssapi})});
  CHECK(fit_of("apple-mac", kerberos) == Fit::hand);
  CHECK(fit_of("apple-iphone", kerberos) == Fit::no_sign_in);
  CHECK(fit_of("thunderbird", kerberos) == Fit::address);
  CHECK(fit_of("evolution", kerberos) == Fit::hand);
}

TEST_CASE("a network that needs no sign-in to send") {
  const Provider open = provider({imap()}, {smtp({Auth::client_ip_address})});
  CHECK(fit_of("thunderbird", open) == Fit::address);
  CHECK(fit_of("thunderbird-android", open) == Fit::hand);
  CHECK(fit_of("apple-iphone", open) == Fit::profile);
  CHECK(fit_of("gmail", open) == Fit::hand);
  CHECK(fit_of("outlook-phone", open) == Fit::no_sign_in);
  // No app reads a mailbox without a sign-in.
  CHECK(apps_that(Fit::no_sign_in, provider({imap({Auth::none})})).size() == all_apps().size());
}

TEST_CASE("with POP3 alone apps that read only IMAP from a file are set up by hand") {
  const Provider pop3 =
      provider({server(ServerType::pop3, Security::tls, {Auth::password_cleartext})});
  CHECK(fit_of("thunderbird", pop3) == Fit::address);
  CHECK(apps_that(Fit::hand, pop3, {.autoconfig = true, .outlook = true, .profile = true})
            .count("thunderbird-android") == 1);
  CHECK(fit_of("fairemail", pop3) == Fit::hand);
  CHECK(fit(app("gmail"), pop3, everything).incoming->type == ServerType::pop3);
}

TEST_CASE("apps pick different servers") {
  const Provider mixed = provider({imap({Auth::gssapi}), imap()});
  // The first app refuses the file because of one server; the second tries only the first server.
  CHECK(fit_of("thunderbird-android", mixed) == Fit::hand);
  CHECK(fit_of("fairemail", mixed) == Fit::hand);
  CHECK(fit(app("evolution"), mixed, everything).incoming == &mixed.incoming[1]);
  CHECK(fit(app("apple-iphone"), mixed, everything).incoming == &mixed.incoming[1]);
  CHECK(fit(app("thunderbird"), mixed, everything).incoming == &mixed.incoming[0]);
  // The values to type are those of a server that the app can use.
  CHECK(fit(app("gmail"), mixed, everything).incoming == &mixed.incoming[1]);

  const Provider turned = provider({imap(), imap({Auth::gssapi})});
  CHECK(fit_of("evolution", turned) == Fit::hand);
  CHECK(fit(app("evolution"), turned, everything).incoming == &turned.incoming[0]);
  CHECK(fit_of("fairemail", turned) == Fit::address);
}

TEST_CASE("if there are several servers of a type, a person types an encrypted one") {
  const Server plain = imap({Auth::password_cleartext}, Security::none);
  const Provider two =
      provider({plain, imap({Auth::gssapi}), imap({Auth::password_cleartext}, Security::starttls)},
               {smtp({Auth::password_cleartext}, Security::none), smtp()});
  const Fitted gmail = fit(app("gmail"), two, everything);
  CHECK(gmail.incoming == &two.incoming[2]);
  CHECK(gmail.outgoing == &two.outgoing[1]);
  // People cannot choose for an app that reads the settings itself.
  CHECK(fit(app("thunderbird"), two, everything).incoming == &two.incoming[0]);

  const Provider open = provider({imap()}, {smtp({Auth::none}, Security::none), smtp()});
  CHECK(fit(app("gmail"), open, everything).outgoing == &open.outgoing[0]);
  const Provider other_type =
      provider({plain, server(ServerType::pop3, Security::tls, {Auth::password_cleartext})});
  CHECK(fit(app("gmail"), other_type, everything).incoming == &other_type.incoming[0]);
}

TEST_CASE("an app prefers an IMAP server to a later POP3 server") {
  const Provider two =
      provider({imap(), server(ServerType::pop3, Security::tls, {Auth::password_cleartext})});
  CHECK(fit(app("evolution"), two, everything).incoming == &two.incoming[0]);
}

TEST_CASE("a login name of several parts") {
  const auto with_login = [](std::string_view login) {
    return provider({server(ServerType::imap, Security::tls, {Auth::password_cleartext}, login)});
  };
  CHECK(fit_of("fairemail", with_login("%EMAILLOCALPART%")) == Fit::address);
  CHECK(fit_of("fairemail", with_login("ann")) == Fit::address);
  CHECK(fit_of("fairemail", with_login("%EMAILLOCALPART%.%EMAILDOMAIN%")) == Fit::hand);
  CHECK(fit_of("thunderbird", with_login("%EMAILLOCALPART%.%EMAILDOMAIN%")) == Fit::address);
}
