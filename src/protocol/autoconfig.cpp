// SPDX-License-Identifier: MIT
#include "protocol/autoconfig.hpp"

#include <algorithm>

#include "base/xml_writer.hpp"

namespace fingerpost::autoconfig {

namespace {

std::string_view socket_type_word(Security security) {
  switch (security) {
    case Security::tls:
      return "SSL";
    case Security::starttls:
      return "STARTTLS";
    case Security::none:
      return "plain";
  }
  return {};
}

std::string_view authentication_word(Auth auth) {
  switch (auth) {
    case Auth::password_cleartext:
      return "password-cleartext";
    case Auth::password_encrypted:
      return "password-encrypted";
    case Auth::oauth2:
      return "OAuth2";
    case Auth::ntlm:
      return "NTLM";
    case Auth::gssapi:
      return "GSSAPI";
    case Auth::client_ip_address:
      return "client-IP-address";
    case Auth::tls_client_cert:
      return "TLS-client-cert";
    case Auth::none:
      return "none";
  }
  return {};
}

/** `element` may carry no attribute but the type (Evolution, e-mail-autoconfig.c), and FairEmail
    needs hostname, port, socketType in this order (EmailProvider.java, 2026-08). The login name
    keeps its placeholders: GNOME Online Accounts drops any other. */
void write_server(XmlWriter& xml, std::string_view element, const Server& server,
                  const Domain& domain) {
  xml.open(element, {{"type", word(server.type)}});
  xml.leaf("hostname", server.host.expand(domain));
  xml.number("port", server.port);
  xml.leaf("socketType", socket_type_word(server.security));
  for (const Auth auth : server.auth) xml.leaf("authentication", authentication_word(auth));
  xml.leaf("username", server.login.text());
  xml.close();
}

/** Writes the domains of the provider. On an MX hop, the host's domain is listed twice: with its
    purpose, as the draft recommends, and without, because Mustang looks for exactly the domain that
    it asked for and does not see text in an element with an attribute (readConfig.ts, JXON.ts,
    2026-08). Thunderbird skips such an element and is content with one legal domain
    (readFromXML.sys.mjs, 2026-08). */
void write_domains(XmlWriter& xml, const Subject& subject, const Host& host) {
  const Domain& asked = subject.address ? subject.address->domain() : subject.domain;
  xml.leaf("domain", asked.text());
  if (host.provider != subject.provider || *host.domain == asked) return;
  xml.leaf("domain", host.domain->text());
  xml.leaf("domain", host.domain->text(), {{"purpose", "mx"}});
}

void write_documentation(XmlWriter& xml, const Documentation& page, const Subject& subject) {
  const auto url = url_for(page.url, subject);
  if (!url) return;
  if (page.texts.empty()) return xml.leaf("documentation", {}, {{"url", url->text()}});
  xml.open("documentation", {{"url", url->text()}});
  for (const auto& [language, text] : page.texts) xml.leaf("descr", text, {{"lang", language}});
  xml.close();
}

bool is_http_method(Auth auth) {
  return auth == Auth::oauth2 || auth == Auth::password_cleartext ||
         auth == Auth::password_encrypted;
}

/** A password is HTTP's Basic or Digest there. */
void write_http_method(XmlWriter& xml, Auth auth) {
  if (auth == Auth::oauth2) xml.leaf("authentication", "OAuth2");
  if (auth == Auth::password_cleartext) xml.leaf("authentication", "Basic", {{"system", "http"}});
  if (auth == Auth::password_encrypted) xml.leaf("authentication", "Digest", {{"system", "http"}});
}

/** Writes a service that is reached over https, unless none of the provider's methods exists there.
    The placeholders of the URL are filled in here because the format promises that only for login
    names (draft -06, "Placeholders"). */
void write_service(XmlWriter& xml, std::string_view element, std::string_view type,
                   const std::optional<UrlPattern>& pattern, const Subject& subject) {
  const Provider& provider = *subject.provider;
  const auto& auth = provider.auth;
  const bool any = std::any_of(auth.begin(), auth.end(), is_http_method);
  if (!provider.extensions || !any) return;
  const auto url = url_for(pattern, subject);
  if (!url) return;
  xml.open(element, {{"type", type}});
  xml.leaf("url", url->text());
  xml.leaf("username", provider.login.text());
  for (const Auth method : auth) write_http_method(xml, method);
  xml.close();
}

/** Writes the OAuth2 settings. The draft's examples have a host name as issuer, but the metadata of
    RFC 8414 section 3 are found by the issuer's whole URL. No client compares the issuer:
    Thunderbird and Mustang know providers by the name of the mail server (OAuth2Providers.sys.mjs,
    readConfig.ts, 2026-08). */
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
  for (const Server& server : provider.incoming)
    write_server(xml, "incomingServer", server, subject.domain);
  // Written after IMAP, because FairEmail uses the first server whose element ends.
  write_service(xml, "incomingServer", "jmap", provider.jmap, subject);
  // The spelling is the registry's; the draft's example and Mustang write it in lower case.
  write_service(xml, "incomingServer", "activeSync", provider.activesync, subject);
  for (const Server& server : provider.outgoing)
    write_server(xml, "outgoingServer", server, subject.domain);
  for (const Documentation& page : provider.documentation) write_documentation(xml, page, subject);
  xml.close();
}

std::string document(const Subject& subject, const Host& host) {
  const Provider& provider = *subject.provider;
  XmlWriter xml("UTF-8");
  xml.open("clientConfig", {{"version", provider.extensions ? "1.2" : "1.1"}});
  write_provider(xml, subject, host);
  write_service(xml, "addressbook", "carddav", provider.carddav, subject);
  write_service(xml, "calendar", "caldav", provider.caldav, subject);
  if (const auto webmail = url_for(provider.webmail, subject)) {
    xml.open("webMail");
    xml.leaf("loginPage", {}, {{"url", webmail->text()}});
    xml.close();
  }
  if (provider.oauth2 && provider.lists(Auth::oauth2)) write_oauth2(xml, *provider.oauth2);
  return std::move(xml).finish();
}

/** Whether the answer to a user who gives an address contains that address in a URL. */
bool holds_address(const Provider& provider) {
  const auto needs = [](const std::optional<UrlPattern>& url) {
    return url && url->needs_address();
  };
  const auto& pages = provider.documentation;
  return needs(provider.webmail) ||
         std::any_of(pages.begin(), pages.end(),
                     [](const Documentation& page) { return page.url.needs_address(); }) ||
         (provider.extensions && (needs(provider.caldav) || needs(provider.carddav) ||
                                  needs(provider.jmap) || needs(provider.activesync)));
}

/** The format knows no redirect, and clients stop their search at a file that they cannot use. */
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
  if (provider.redirects()) return gaps;
  if (provider.incoming.empty())
    gaps.push_back(
        {nullptr,
         {},
         "has no imap or pop3: autoconfig clients, Thunderbird among them, get no answer"});
  if (provider.outgoing.empty())
    gaps.push_back(
        {nullptr, {}, "has no smtp: autoconfig clients, Thunderbird among them, get no answer"});
  return gaps;
}

}  // namespace fingerpost::autoconfig
