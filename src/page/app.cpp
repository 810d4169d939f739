// SPDX-License-Identifier: MIT
#include "page/app.hpp"

#include <algorithm>
#include <initializer_list>

namespace fingerpost {

namespace {

constexpr ServerType imap[] = {ServerType::imap};
constexpr ServerType imap_or_pop3[] = {ServerType::imap, ServerType::pop3};

constexpr Auth password_only[] = {Auth::password_cleartext};
constexpr Auth passwords[] = {Auth::password_cleartext, Auth::password_encrypted};
constexpr Auth passwords_ntlm[] = {Auth::password_cleartext, Auth::password_encrypted, Auth::ntlm};
constexpr Auth password_spa[] = {Auth::password_cleartext, Auth::ntlm, Auth::gssapi};
constexpr Auth passwords_spa[] = {Auth::password_cleartext, Auth::password_encrypted, Auth::ntlm,
                                  Auth::gssapi};
constexpr Auth passwords_certificate[] = {Auth::password_cleartext, Auth::password_encrypted,
                                          Auth::tls_client_cert};
constexpr Auth passwords_spa_certificate[] = {Auth::password_cleartext, Auth::password_encrypted,
                                              Auth::ntlm, Auth::gssapi, Auth::tls_client_cert};
constexpr Auth any_method[] = {
    Auth::password_cleartext, Auth::password_encrypted, Auth::oauth2, Auth::ntlm, Auth::gssapi,
    Auth::tls_client_cert};

/** The sources were read in 2026-11. A row without a source holds common knowledge about the app.
    If it is unknown whether an app can do something, its row says that it cannot. */
constexpr App apps[] = {
    // mozilla/releases-comm-central, readFromXML.sys.mjs (2026-08): skips servers if it supports
    // none of their methods. Only its form offers the client certificate. OAuth2 needs an issuer
    // that is built in, or settings that users do not have (bug 2053191).
    {.word = "thunderbird",
     .name = "Thunderbird",
     .platforms = "Windows, Mac, Linux",
     .way = Way::autoconfig,
     .told = {.types = imap_or_pop3, .auth = passwords_spa, .plain = true, .open_smtp = true},
     .typed = {.types = imap_or_pop3,
               .auth = passwords_spa_certificate,
               .plain = true,
               .open_smtp = true}},
    // thunderbird/thunderbird-android, RealAutoconfigParser.kt and GetAutoDiscovery.kt (2026-08):
    // reads IMAP and SMTP, and refuses a file if any server is unencrypted or takes no password. It
    // would also skip a server that has only OAuth2, unless that is the first.
    {.word = "thunderbird-android",
     .name = "Thunderbird, K-9 Mail",
     .platforms = "Android",
     .way = Way::autoconfig,
     .told = {.types = imap, .auth = passwords, .picks = Picks::every},
     .typed =
         {.types = imap_or_pop3, .auth = passwords_certificate, .plain = true, .open_smtp = true}},
    // apple/device-management, com.apple.mail.managed (2026-11). By hand: Settings of iOS 18.
    {.word = "apple-iphone",
     .name = "Apple Mail",
     .platforms = "iPhone, iPad",
     .way = Way::profile,
     .told = {.types = imap_or_pop3, .auth = passwords_ntlm, .plain = true, .open_smtp = true},
     .typed = {.types = imap_or_pop3, .auth = passwords_ntlm, .plain = true, .open_smtp = true}},
    // The same. By hand: Mail of macOS 15.
    {.word = "apple-mac",
     .name = "Apple Mail",
     .platforms = "Mac",
     .way = Way::profile,
     .told = {.types = imap_or_pop3, .auth = passwords_ntlm, .plain = true, .open_smtp = true},
     .typed = {.types = imap_or_pop3,
               .auth = passwords_spa_certificate,
               .plain = true,
               .open_smtp = true}},
    // MS-OXDSCLI 2.2.4: a password, SPA (NTLM or Kerberos), or no sign-in, and any encryption. Its
    // account settings offer the same by hand.
    {.word = "outlook-classic",
     .name = "",
     .platforms = "Windows",
     .way = Way::outlook,
     .told = {.types = imap_or_pop3, .auth = password_spa, .plain = true, .open_smtp = true},
     .typed = {.types = imap_or_pop3, .auth = password_spa, .plain = true, .open_smtp = true}},
    // learn.microsoft.com, "Supported account types" (2026): other IMAP and POP accounts, through
    // Microsoft's cloud. It asks for the MobileSync schema (Mailu#3961), which has no IMAP.
    {.word = "outlook-new",
     .name = "",
     .platforms = "Windows, Mac",
     .way = Way::hand,
     .typed = {.types = imap_or_pop3, .auth = password_only}},
    {.word = "outlook-phone",
     .name = "Outlook",
     .platforms = "iPhone, iPad, Android",
     .way = Way::hand,
     .typed = {.types = imap_or_pop3, .auth = password_only}},
    // The form has "Security type: None" and "Require sign-in".
    {.word = "gmail",
     .name = "Gmail",
     .platforms = "Android",
     .way = Way::hand,
     .typed = {.types = imap_or_pop3, .auth = password_only, .plain = true, .open_smtp = true}},
    {.word = "samsung",
     .name = "Samsung Email",
     .platforms = "Android",
     .way = Way::hand,
     .typed = {.types = imap_or_pop3, .auth = password_only, .plain = true, .open_smtp = true}},
    // M66B/FairEmail, EmailProvider.java@getISPDB (2026-08): takes the first IMAP and the first
    // SMTP server, with any method and SSL or STARTTLS. The login name must be %EMAILADDRESS%,
    // %EMAILLOCALPART%, or free of placeholders.
    {.word = "fairemail",
     .name = "FairEmail",
     .platforms = "Android",
     .way = Way::autoconfig,
     .told = {.types = imap, .auth = passwords, .picks = Picks::first, .simple_logins = true},
     .typed = {.types = imap_or_pop3, .auth = passwords, .plain = true}},
    // GNOME/evolution, e-mail-autoconfig.c (3.46): supports both kinds of password.
    {.word = "evolution",
     .name = "Evolution",
     .platforms = "Linux",
     .way = Way::autoconfig,
     .told = {.types = imap_or_pop3, .auth = passwords, .plain = true, .picks = Picks::last},
     .typed = {.types = imap_or_pop3, .auth = passwords_spa, .plain = true, .open_smtp = true}},
    // KDE/kmail-account-wizard, ispdb and ManualConfigurationPage.qml (22.12 and 2026-07).
    {.word = "kmail",
     .name = "KMail",
     .platforms = "Linux",
     .way = Way::autoconfig,
     .told = {.types = imap_or_pop3, .auth = passwords_spa, .plain = true, .first_method = true},
     .typed = {.types = imap_or_pop3, .auth = passwords_spa, .plain = true}},
    // mailcow/mailcow-dockerized#370: asks for autodiscover. Its manual: login name and password,
    // or anonymous.
    {.word = "em-client",
     .name = "eM Client",
     .platforms = "Windows, Mac",
     .way = Way::outlook,
     .told = {.types = imap_or_pop3, .auth = password_only, .plain = true, .open_smtp = true},
     .typed = {.types = imap_or_pop3, .auth = password_only, .plain = true, .open_smtp = true}},
    // Any other app: assume that it can do everything.
    {.word = "others",
     .name = "",
     .platforms = "",
     .way = Way::hand,
     .typed = {.types = imap_or_pop3, .auth = any_method, .plain = true, .open_smtp = true}},
};

template <class Range, class Element>
bool holds(const Range& range, const Element& element) {
  return std::find(range.begin(), range.end(), element) != range.end();
}

bool speaks(const Skills& skills, const Server& server) {
  return server.type == ServerType::smtp || holds(skills.types, server.type);
}

bool encrypts_like(const Skills& skills, const Server& server) {
  return server.security != Security::none || skills.plain;
}

bool can_use(const Skills& skills, Auth method, ServerType type) {
  if (method == Auth::none || method == Auth::client_ip_address)
    return type == ServerType::smtp && skills.open_smtp;
  return holds(skills.auth, method);
}

bool signs_in_to(const Skills& skills, const Server& server) {
  const std::string& login = server.login.text();
  if (skills.simple_logins && !server.login.is_placeholder() && login.find('%') != login.npos)
    return false;
  const auto usable = [&](Auth method) { return can_use(skills, method, server.type); };
  if (skills.first_method) return usable(server.auth.front());
  return std::any_of(server.auth.begin(), server.auth.end(), usable);
}

bool can_use(const Skills& skills, const Server& server) {
  return speaks(skills, server) && encrypts_like(skills, server) && signs_in_to(skills, server);
}

/** Returns the server that the app takes, or null if it takes none or one that it cannot use. */
const Server* pick(const Skills& skills, const std::vector<Server>& servers) {
  const Server* picked = nullptr;
  for (const Server& server : servers) {
    if (!speaks(skills, server)) continue;
    const bool usable = can_use(skills, server);
    if (!usable && skills.picks == Picks::every) return nullptr;
    if (!usable && skills.picks == Picks::usable) continue;
    const bool later = picked && skills.picks == Picks::last && picked->type == server.type;
    if (!picked || later) picked = &server;
  }
  return picked && can_use(skills, *picked) ? picked : nullptr;
}

/** Returns the server that a person types, or null if the app can use none. Prefers an encrypted
    server of the same type, so that no password travels in the clear. */
const Server* pick_to_type(const Skills& skills, const std::vector<Server>& servers) {
  const Server* const picked = pick(skills, servers);
  if (!picked || picked->security != Security::none || !picked->wants_login()) return picked;
  const auto is_better = [&](const Server& server) {
    return server.type == picked->type && server.security != Security::none &&
           can_use(skills, server);
  };
  const auto better = std::find_if(servers.begin(), servers.end(), is_better);
  return better == servers.end() ? picked : &*better;
}

/** Returns `fit` with both servers, or without any server if one is missing. */
Fitted both(Fit fit, const Skills& skills, const Provider& provider) {
  const auto choose = fit == Fit::hand ? pick_to_type : pick;
  const Server* const incoming = choose(skills, provider.incoming);
  const Server* const outgoing = choose(skills, provider.outgoing);
  return incoming && outgoing ? Fitted{fit, incoming, outgoing} : Fitted{fit};
}

/** Returns why the app can use none of the servers; Fit::hand if it can use one. */
Fit obstacle(const Skills& skills, const std::vector<Server>& servers) {
  const auto none = [&](auto... rules) {
    return std::none_of(servers.begin(), servers.end(),
                        [&](const Server& server) { return (rules(skills, server) && ...); });
  };
  if (none(speaks)) return Fit::no_server;
  if (none(speaks, encrypts_like)) return Fit::no_security;
  if (none(speaks, encrypts_like, signs_in_to)) return Fit::no_sign_in;
  return Fit::hand;
}

bool is_told(Way way, const Told& told) {
  switch (way) {
    case Way::autoconfig:
      return told.autoconfig;
    case Way::outlook:
      return told.outlook;
    case Way::profile:
      return told.profile;
    case Way::hand:
      break;
  }
  return false;
}

}  // namespace

std::span<const App> all_apps() noexcept {
  return apps;
}

Fitted fit(const App& app, const Provider& provider, const Told& told) noexcept {
  if (is_told(app.way, told)) {
    const Fit way = app.way == Way::profile ? Fit::profile : Fit::address;
    if (const Fitted fitted = both(way, app.told, provider); fitted.incoming) return fitted;
  }
  if (const Fitted fitted = both(Fit::hand, app.typed, provider); fitted.incoming) return fitted;
  const Fit receiving = obstacle(app.typed, provider.incoming);
  return {receiving == Fit::hand ? obstacle(app.typed, provider.outgoing) : receiving};
}

}  // namespace fingerpost
