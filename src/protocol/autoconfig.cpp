// SPDX-License-Identifier: MIT
#include "protocol/autoconfig.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/xml_writer.hpp"

namespace fingerpost::autoconfig {

namespace {

/** The element of an incoming mail server and of services that count as one. */
constexpr std::string_view incoming = "incomingServer";

/** Writes a server. Evolution allows no attribute but the type in `element` (e-mail-autoconfig.c).
    FairEmail needs hostname, port and socketType in this order (EmailProvider.java, 2026-08). The
    login name keeps its placeholders because GNOME Online Accounts drops all others, which includes
    login names from a map. */
void write_server(XmlWriter& xml, std::string_view element, const Server& server,
                  const Subject& subject) {
  xml.open(element, {{"type", word(server.type)}});
  xml.leaf("hostname", server.host.expand(subject.domain));
  xml.number("port", server.port);
  xml.leaf("socketType", socket_type(server.security));
  for (const Auth auth : server.auth) xml.leaf("authentication", autoconfig_word(auth));
  xml.leaf("username", login_of(server, subject).text());
  xml.close();
}

/** Writes the domains of the provider. On an MX hop, the host's domain is listed twice: with its
    purpose, as the draft recommends, and without. Mustang looks for exactly the domain that it
    asked for and does not see text in an element with an attribute (readConfig.ts, JXON.ts,
    2026-08). Thunderbird skips such an element; one valid domain is enough for it
    (readFromXML.sys.mjs, 2026-08). */
void write_domains(XmlWriter& xml, const Subject& subject, const Host& host) {
  const Domain& asked = subject.address ? subject.address->domain() : subject.domain;
  xml.leaf("domain", asked.text());
  if (subject.host_provider != subject.provider || *host.domain == asked) return;
  xml.leaf("domain", host.domain->text());
  xml.leaf("domain", host.domain->text(), {{"purpose", "mx"}});
}

void write_documentation(XmlWriter& xml, const Documentation& page, const Subject& subject) {
  const auto url = url_for(page.url, subject);
  if (!url) return;
  if (page.texts.empty()) return xml.leaf("documentation", "", {{"url", url->text()}});
  xml.open("documentation", {{"url", url->text()}});
  for (const auto& [language, text] : page.texts) xml.leaf("descr", text, {{"lang", language}});
  xml.close();
}

bool is_http_method(Auth auth) {
  return auth == Auth::oauth2 || auth == Auth::password_cleartext ||
         auth == Auth::password_encrypted;
}

/** Writes a method of a service. Over HTTP, a password is Basic or Digest. */
void write_http_method(XmlWriter& xml, Auth auth) {
  if (auth == Auth::oauth2) xml.leaf("authentication", "OAuth2");
  if (auth == Auth::password_cleartext) xml.leaf("authentication", "Basic", {{"system", "http"}});
  if (auth == Auth::password_encrypted) xml.leaf("authentication", "Digest", {{"system", "http"}});
}

/** Returns whether the provider's answers include a service. */
bool tells(const Provider& provider, const Service& service) {
  return provider.extensions || service.is_page;
}

/** Writes a service that the provider offers, if one of the provider's methods works over HTTP.
    Fills in the placeholders of the URL because the format allows them only in login names (draft
    -06, "Placeholders"). */
void write_service(XmlWriter& xml, const Service& service, const Subject& subject) {
  const Provider& provider = *subject.provider;
  const auto& auth = provider.auth;
  const auto url = url_for(service, subject);
  if (!url || !tells(provider, service)) return;
  if (service.is_page) {
    xml.open(service.element);
    xml.leaf("loginPage", "", {{"url", url->text()}});
    return xml.close();
  }
  if (std::none_of(auth.begin(), auth.end(), is_http_method)) return;
  xml.open(service.element, {{"type", service.type}});
  xml.leaf("url", url->text());
  xml.leaf("username", login_of(subject).text());
  for (const Auth method : auth) write_http_method(xml, method);
  xml.close();
}

/** Writes the OAuth2 settings. The draft's examples have a host name as issuer, but the metadata of
    RFC 8414 section 3 are found by the issuer's full URL. No client compares the issuer:
    Thunderbird and Mustang recognize providers by the name of the mail server
    (OAuth2Providers.sys.mjs, readConfig.ts, 2026-08). */
void write_oauth2(XmlWriter& xml, const OAuth2& oauth2) {
  xml.open("oAuth2");
  if (oauth2.authorize) xml.leaf("authURL", oauth2.authorize->text());
  if (oauth2.token) xml.leaf("tokenURL", oauth2.token->text());
  xml.leaf("issuer", oauth2.issuer->text());
  if (!oauth2.scope.empty()) xml.leaf("scope", oauth2.scope);
  xml.close();
}

void write_provider(XmlWriter& xml, const Subject& subject, const Host& host) {
  const Provider& provider = *subject.provider;
  xml.open("emailProvider", {{"id", subject.domain.text()}});
  write_domains(xml, subject, host);
  xml.leaf("displayName", provider.name);
  xml.leaf("displayShortName", provider.short_name);
  for (const Server& server : provider.incoming) write_server(xml, incoming, server, subject);
  // After IMAP because FairEmail uses the first server in the file.
  for (const Service& service : services)
    if (service.element == incoming) write_service(xml, service, subject);
  for (const Server& server : provider.outgoing)
    write_server(xml, "outgoingServer", server, subject);
  for (const Documentation& page : provider.documentation) write_documentation(xml, page, subject);
  xml.close();
}

std::string document(const Subject& subject, const Host& host) {
  const Provider& provider = *subject.provider;
  XmlWriter xml("UTF-8");
  xml.open("clientConfig", {{"version", provider.extensions ? "1.2" : "1.1"}});
  write_provider(xml, subject, host);
  // In reverse, which gives the draft's order: address book, calendar, webmail.
  std::for_each(std::rbegin(services), std::rend(services), [&](const Service& service) {
    if (service.element != incoming) write_service(xml, service, subject);
  });
  if (provider.oauth2 && provider.lists(Auth::oauth2)) write_oauth2(xml, *provider.oauth2);
  return std::move(xml).finish();
}

/** Returns whether an answer about an address contains this address in a URL. */
bool holds_address(const Provider& provider) {
  const auto& pages = provider.documentation;
  const auto& offered = provider.services;
  return std::any_of(pages.begin(), pages.end(),
                     [](const Documentation& page) { return page.url.needs_address(); }) ||
         std::any_of(offered.begin(), offered.end(), [&](const ServiceUrl& service) {
           return tells(provider, *service.service) && service.url.needs_address();
         });
}

/** Returns whether the format can express the provider. It has no redirects, and clients stop
    searching when they get a file that they cannot use. */
bool can_describe(const Provider& provider) {
  return !provider.incoming.empty() && !provider.outgoing.empty();
}

}  // namespace

Asked read(const Request& request, const Host&) {
  return {.address = address_in_query(request)};
}

Response write(const Asked& asked, const Subject& subject, const State&) {
  const Provider& provider = *subject.provider;
  if (!can_describe(provider)) return refuse(Refusal::no_settings);
  const bool personal = subject.address && holds_address(provider);
  return {.content_type = xml_content_type,
          .body = document(subject, asked.host),
          .caching = personal ? Caching::nobody : Caching::everybody};
}

Gaps gaps(const Provider& provider) {
  Gaps gaps;
  const auto add_without = [&](std::string_view servers) {
    gaps.push_back({fmt::format(
        "has no {}, so autoconfig clients such as Thunderbird get no answer; add a server",
        servers)});
  };
  if (!provider.redirects() && provider.incoming.empty()) add_without("imap or pop3");
  if (!provider.redirects() && provider.outgoing.empty()) add_without("smtp");
  return gaps;
}

}  // namespace fingerpost::autoconfig
