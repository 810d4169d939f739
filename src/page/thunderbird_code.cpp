// SPDX-License-Identifier: MIT
//
// Based on how thunderbird-android of 2026-08-20 reads and imports a code.
#include "page/thunderbird_code.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "base/json_writer.hpp"

namespace fingerpost {

namespace {

/** The format's numbers for methods. It has more, but the app does not accept those. */
enum Method : unsigned { no_sign_in = 0, password = 1, encrypted_password = 2, oauth2 = 6 };

/** A server, and how to sign in there. */
struct Choice {
  const Server& server;
  std::string host;
  Method method;
};

/** Returns whether the app can sign in by OAuth2. It can only at the hosts for which it is
    registered (TbOAuthConfigurationFactory.kt; the same list in K-9 Mail). */
bool has_oauth2(std::string_view host) {
  constexpr std::string_view hosts[] = {
      "imap.aol.com",        "smtp.aol.com",         "imap.gmail.com",        "smtp.gmail.com",
      "imap.googlemail.com", "smtp.googlemail.com",  "imap.fastmail.com",     "smtp.fastmail.com",
      "imap.mail.yahoo.com", "smtp.mail.yahoo.com",  "outlook.office365.com", "smtp.office365.com",
      "mail.tb.pro",         "mail.thundermail.com", "smtp-mail.outlook.com"};
  return std::find(std::begin(hosts), std::end(hosts), host) != std::end(hosts);
}

/** Returns the format's number for a method. Returns nothing if the app does not accept the method,
    or if it does not work after the import: a code holds no client certificate, the app has no
    OAuth2 for POP3 (Pop3Connection.java), and an incoming server always needs a password
    (SettingsImporter.kt). */
std::optional<Method> method_for(Auth auth, const Server& server, std::string_view host) {
  switch (auth) {
    case Auth::password_cleartext:
      return password;
    case Auth::password_encrypted:
      return encrypted_password;
    case Auth::oauth2:
      if (server.type == ServerType::pop3 || !has_oauth2(host)) return std::nullopt;
      return oauth2;
    case Auth::none:
    case Auth::client_ip_address:
      if (server.type != ServerType::smtp) return std::nullopt;
      return no_sign_in;
    case Auth::gssapi:
    case Auth::ntlm:
    case Auth::tls_client_cert:
      return std::nullopt;
  }
  return std::nullopt;
}

/** Returns the first `wanted` server that the app can use, with the first usable method. */
template <class Wanted>
std::optional<Choice> first_of(const std::vector<Server>& servers, const Domain& domain,
                               bool by_oauth2, const Wanted& wanted) {
  for (const Server& server : servers) {
    if (!wanted(server)) continue;
    std::string host = server.host.expand(domain);
    for (const Auth auth : server.auth) {
      const auto method = method_for(auth, server, host);
      if (method && (method == no_sign_in || (method == oauth2) == by_oauth2))
        return Choice{server, std::move(host), *method};
    }
  }
  return std::nullopt;
}

/** Returns the first server that the app can use. Prefers an encrypted server of the same type, so
    that no password travels in the clear. */
std::optional<Choice> choose(const std::vector<Server>& servers, const Domain& domain,
                             bool by_oauth2) {
  auto first = first_of(servers, domain, by_oauth2, [](const Server&) { return true; });
  if (!first || first->server.security != Security::none || first->method == no_sign_in)
    return first;
  auto encrypted = first_of(servers, domain, by_oauth2, [&](const Server& server) {
    return server.type == first->server.type && server.security != Security::none;
  });
  return encrypted ? encrypted : first;
}

/** Returns whether the app accepts an address as the user's own: at most 254 bytes, with a local
    part that needs no quotation marks (EmailAddressParser.kt). */
bool is_taken(const Address& address) {
  constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~";
  const auto is_atom = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != others.npos;
  };
  const std::string_view local = address.local_part();
  return address.text().size() <= 254 && !local.starts_with('.') && !local.ends_with('.') &&
         local.find("..") == local.npos &&
         std::all_of(local.begin(), local.end(), [&](char c) { return c == '.' || is_atom(c); });
}

unsigned number_of(Security security) {
  constexpr unsigned numbers[] = {3, 2, 0};
  return numbers[static_cast<std::size_t>(security)];
}

static_assert(static_cast<int>(Security::tls) == 0 && static_cast<int>(Security::none) == 2);

std::string written(const Choice& choice, const Subject& subject) {
  const Server& server = choice.server;
  // A login name would make the app ask for a password, which it could never use.
  const std::string login = choice.method == no_sign_in
                                ? std::string()
                                : login_of(server, subject).expand(*subject.address);
  return fmt::format("[{},{},{},{},{},{}]", server.type == ServerType::pop3 ? 1 : 0,
                     json_string(choice.host), server.port, number_of(server.security),
                     static_cast<unsigned>(choice.method), json_string(login));
}

}  // namespace

std::optional<std::string> thunderbird_code(const Subject& subject) {
  if (!subject.address || !is_taken(*subject.address)) return std::nullopt;
  const Provider& provider = *subject.provider;
  // The app asks for a password or opens the OAuth2 sign-in, never both.
  for (const bool by_oauth2 : {true, false}) {
    const auto incoming = choose(provider.incoming, subject.domain, by_oauth2);
    const auto outgoing = choose(provider.outgoing, subject.domain, by_oauth2);
    if (incoming && outgoing)
      // This is code 1 of 1. The user's display name is empty because the provider does not know
      // it.
      return fmt::format("[1,[1,1],{},[[{},[{},\"\"]]]]", written(*incoming, subject),
                         written(*outgoing, subject), json_string(subject.address->text()));
  }
  return std::nullopt;
}

}  // namespace fingerpost
