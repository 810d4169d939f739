// SPDX-License-Identifier: MIT
#include "protocol/outlook.hpp"

#include <algorithm>
#include <optional>

#include "protocol/envelope.hpp"

namespace fingerpost::outlook {

namespace {

/** The ways to log in that the schema can express. */
enum class LogsIn { by_password, by_secure_password, not_at_all };

std::optional<LogsIn> login_for(Auth auth) {
  switch (auth) {
    case Auth::password_cleartext:
      return LogsIn::by_password;
    case Auth::ntlm:
    case Auth::gssapi:
      return LogsIn::by_secure_password;
    case Auth::none:
    case Auth::client_ip_address:
      return LogsIn::not_at_all;
    case Auth::password_encrypted:
    case Auth::oauth2:
    case Auth::tls_client_cert:
      return std::nullopt;
  }
  return std::nullopt;
}

/** Returns a password if the server accepts one, because a client with SPA never falls back to
    anything else. Otherwise returns the first method that the schema can express. */
std::optional<LogsIn> login_for(const Server& server) {
  std::optional<LogsIn> best;
  for (const Auth auth : server.auth) {
    const auto login = login_for(auth);
    if (login == LogsIn::by_password) return login;
    if (!best) best = login;
  }
  return best;
}

std::string_view on_off(bool on) {
  return on ? "on" : "off";
}

/** Writes the encryption. For Outlook, Encryption overrides SSL, and its value TLS means STARTTLS.
    For Thunderbird and Delta Chat, SSL off means no encryption, so SSL is on for STARTTLS too. */
void write_encryption(XmlWriter& xml, Security security) {
  const bool starttls = security == Security::starttls, none = security == Security::none;
  xml.leaf("SSL", on_off(!none));
  xml.leaf("Encryption", none ? "None" : starttls ? "TLS" : "SSL");
}

/** Writes a server, in the schema's order. Writes optional elements too if their default is
    harmful: SPA on, SSL on, LoginName the local part. */
void write_protocol(XmlWriter& xml, const Server& server, const Subject& subject) {
  const auto login = login_for(server);
  if (!login) return;
  const bool login_needed = *login != LogsIn::not_at_all;
  xml.open("Protocol");
  xml.leaf("Type", upper_word(server.type));
  xml.number("TTL", 24);
  xml.leaf("Server", server.host.expand(subject.domain));
  xml.number("Port", server.port);
  // An empty LoginName makes Thunderbird drop the server.
  if (login_needed && subject.address)
    xml.leaf("LoginName", login_of(server, subject).expand(*subject.address));
  xml.leaf("DomainRequired", "off");
  xml.leaf("SPA", on_off(*login == LogsIn::by_secure_password));
  write_encryption(xml, server.security);
  xml.leaf("AuthRequired", on_off(login_needed));
  if (server.type == ServerType::smtp) {
    xml.leaf("UsePOPAuth", "off");
    xml.leaf("SMTPLast", "off");
  }
  xml.close();
}

/** Writes a calendar or an address book the way eM Client reads it: with a URL as server
    (mailcow#370). */
void write_dav(XmlWriter& xml, const Service& service, const Subject& subject) {
  const auto url = url_for(service, subject);
  if (!url) return;
  xml.open("Protocol");
  xml.leaf("Type", service.name);
  xml.leaf("Server", url->text());
  if (subject.address) xml.leaf("LoginName", login_of(subject).expand(*subject.address));
  xml.leaf("DomainRequired", "off");
  xml.close();
}

void write_settings(XmlWriter& xml, const Subject& subject) {
  const Provider& provider = *subject.provider;
  // FairEmail needs the Action before the first Protocol.
  xml.leaf("Action", "settings");
  for (const Server& server : provider.incoming) write_protocol(xml, server, subject);
  for (const Server& server : provider.outgoing) write_protocol(xml, server, subject);
  for (const Service& service : services)
    if (provider.extensions && service.is_dav) write_dav(xml, service, subject);
}

void write_account(XmlWriter& xml, const Subject& subject) {
  const Provider& provider = *subject.provider;
  xml.leaf("AccountType", "email");
  if (provider.redirect_url) {
    xml.leaf("Action", "redirectUrl");
    xml.leaf("RedirectUrl", provider.redirect_url->text());
  } else if (const auto address = redirect_address(subject)) {
    xml.leaf("Action", "redirectAddr");
    xml.leaf("RedirectAddr", *address);
  } else {
    write_settings(xml, subject);
  }
}

/** Returns whether the schema can express the subject's settings. Clients stop searching when they
    get settings without servers. */
bool can_describe(const Subject& subject) {
  const Provider& provider = *subject.provider;
  if (provider.redirects()) return provider.redirect_url || redirect_address(subject);
  const auto any = [](const std::vector<Server>& servers) {
    return std::any_of(servers.begin(), servers.end(),
                       [](const Server& server) { return outlook::can_describe(server); });
  };
  return any(provider.incoming) || any(provider.outgoing);
}

}  // namespace

bool can_describe(const Server& server) {
  return login_for(server).has_value();
}

Response write(const Subject& subject) {
  if (!can_describe(subject)) return refuse(Refusal::no_settings);
  XmlWriter xml = open_envelope(response_schema);
  xml.open("User");
  xml.leaf("DisplayName", subject.address ? subject.address->text() : subject.provider->name);
  xml.close();
  xml.open("Account");
  write_account(xml, subject);
  return close_envelope(std::move(xml), subject);
}

}  // namespace fingerpost::outlook
