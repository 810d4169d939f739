// SPDX-License-Identifier: MIT
#include "protocol/autoconfig.hpp"

#include "base/xml_writer.hpp"
#include "http/query.hpp"
#include "model/subject.hpp"

namespace fingerpost::autoconfig {

namespace {

std::string_view type_word(ServerType type) {
  switch (type) {
    case ServerType::imap:
      return "imap";
    case ServerType::pop3:
      return "pop3";
    case ServerType::smtp:
      return "smtp";
  }
  return {};
}

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
  xml.open(element, {{"type", type_word(server.type)}});
  xml.leaf("hostname", server.host.expand(domain));
  xml.number("port", server.port);
  xml.leaf("socketType", socket_type_word(server.security));
  for (const Auth auth : server.auth) xml.leaf("authentication", authentication_word(auth));
  xml.leaf("username", server.login.text());
  xml.close();
}

/** Mustang refuses the file unless the very domain that it asked for is listed, which on an MX hop
    is the host's (readConfig.ts, 2026-08). */
void write_domains(XmlWriter& xml, const Subject& subject) {
  const Domain& asked = subject.address ? subject.address->domain() : subject.domain;
  xml.leaf("domain", asked.text());
  if (subject.host_domain && *subject.host_domain != asked)
    xml.leaf("domain", subject.host_domain->text());
}

void write_documentation(XmlWriter& xml, const Documentation& page) {
  if (page.texts.empty()) return xml.leaf("documentation", {}, {{"url", page.url}});
  xml.open("documentation", {{"url", page.url}});
  for (const auto& [language, text] : page.texts) xml.leaf("descr", text, {{"lang", language}});
  xml.close();
}

std::string write(const Subject& subject) {
  const Provider& provider = *subject.provider;
  XmlWriter xml("UTF-8");
  xml.open("clientConfig", {{"version", "1.1"}});
  xml.open("emailProvider", {{"id", subject.domain.text()}});
  write_domains(xml, subject);
  xml.leaf("displayName", provider.name);
  xml.leaf("displayShortName", provider.short_name);
  for (const Server& server : provider.incoming)
    write_server(xml, "incomingServer", server, subject.domain);
  for (const Server& server : provider.outgoing)
    write_server(xml, "outgoingServer", server, subject.domain);
  for (const Documentation& page : provider.documentation) write_documentation(xml, page);
  xml.close();
  if (!provider.webmail.empty()) {
    xml.open("webMail");
    xml.leaf("loginPage", {}, {{"url", provider.webmail}});
    xml.close();
  }
  return std::move(xml).finish();
}

}  // namespace

Response answer(const Request& request, const State& state) {
  const auto asked = query_value(request.query, {"emailaddress", "email"});
  const auto address = asked ? Address::parse(*asked) : std::nullopt;
  const auto subject = find_subject(state.catalog, address, request.host);
  Response response = refuse(404);
  if (subject) response = {.content_type = "text/xml; charset=utf-8", .body = write(*subject)};
  response.event.domain = domain_asked(address, request.host);
  return response;
}

}  // namespace fingerpost::autoconfig
