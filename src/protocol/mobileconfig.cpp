// SPDX-License-Identifier: MIT
#include "protocol/mobileconfig.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/string_generator.hpp>
#include <boost/uuid/uuid_io.hpp>

#include "base/text.hpp"
#include "base/xml_writer.hpp"
#include "http/accept_language.hpp"

namespace fingerpost::mobileconfig {

namespace {

/** The values that all payloads of a profile share. */
struct Profile {
  const Subject& subject;
  const Provider& provider;
  const Domain& domain;
  const Address& address;
  std::string id;
  std::string identifier;

  Url url(const UrlPattern& pattern) const { return pattern.expand(domain, &address); }
};

/** Returns the profile's word for the first of the server's methods that it can express; empty if
    it can express none. */
std::string_view authentication_word(const Server& server) {
  for (const Auth auth : server.auth) switch (auth) {
      case Auth::password_cleartext:
        return "EmailAuthPassword";
      case Auth::password_encrypted:
        return "EmailAuthCRAMMD5";
      case Auth::ntlm:
        return "EmailAuthNTLM";
      case Auth::none:
      case Auth::client_ip_address:
        return "EmailAuthNone";
      case Auth::oauth2:
      case Auth::gssapi:
      case Auth::tls_client_cert:
        break;
    }
  return {};
}

/** Returns whether a method is among the provider's own, which are for services other than mail. */
bool lists(const Provider& provider, Auth method) {
  return std::find(provider.auth.begin(), provider.auth.end(), method) != provider.auth.end();
}

bool takes_password(const Provider& provider) {
  return lists(provider, Auth::password_cleartext) || lists(provider, Auth::password_encrypted);
}

const Server* first_described(const std::vector<Server>& servers) {
  const auto server = std::find_if(servers.begin(), servers.end(), [](const Server& candidate) {
    return !authentication_word(candidate).empty();
  });
  return server == servers.end() ? nullptr : &*server;
}

/** Returns a UUID that is the same for an address on every machine and differs for every other
    address. The case of the local part matters, because only its server knows whether it does. */
std::string uuid(const Address& address, std::string_view kind) {
  static const boost::uuids::name_generator_sha1 generate(
      boost::uuids::string_generator()("6b1f7d0a-4b0e-4a53-9c55-0f1d2f8a7e34"));
  const std::string name = fmt::format("{} {}", kind, address.text());
  std::string text = boost::uuids::to_string(generate(name));
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

std::string reversed(std::string_view domain) {
  std::string text;
  while (!domain.empty()) {
    const auto dot = domain.rfind('.');
    text += domain.substr(dot + 1);
    if (dot == domain.npos) break;
    text += '.';
    domain = domain.substr(0, dot);
  }
  return text;
}

void put(XmlWriter& xml, std::string_view key, std::string_view text) {
  xml.leaf("key", key);
  xml.leaf("string", text);
}

void put_number(XmlWriter& xml, std::string_view key, unsigned value) {
  xml.leaf("key", key);
  xml.number("integer", value);
}

void put_flag(XmlWriter& xml, std::string_view key, bool value) {
  xml.leaf("key", key);
  xml.leaf(value ? "true" : "false", "");
}

void put_header(XmlWriter& xml, std::string_view type, std::string_view identifier,
                std::string_view uuid_text) {
  put(xml, "PayloadType", type);
  put_number(xml, "PayloadVersion", 1);
  put(xml, "PayloadIdentifier", identifier);
  put(xml, "PayloadUUID", uuid_text);
}

void open_payload(XmlWriter& xml, const Profile& profile, std::string_view type,
                  std::string_view kind) {
  xml.open("dict");
  put_header(xml, type, fmt::format("{}.{}", profile.identifier, kind),
             uuid(profile.address, kind));
  put(xml, "PayloadDisplayName", profile.provider.name);
}

bool asks_for_password(const Server& server) {
  return authentication_word(server) != "EmailAuthNone";
}

/** Writes a server. Its keys begin with `direction`: Incoming or Outgoing. The format cannot
    express STARTTLS, so UseSSL means TLS or STARTTLS, as in automx2 since 2024.2. */
void put_server(XmlWriter& xml, const Profile& profile, const Server& server,
                std::string_view direction) {
  const auto key = [&](std::string_view rest) { return fmt::format("{}{}", direction, rest); };
  put(xml, key("MailServerAuthentication"), authentication_word(server));
  put(xml, key("MailServerHostName"), server.host.expand(profile.domain));
  put_number(xml, key("MailServerPortNumber"), server.port);
  put_flag(xml, key("MailServerUseSSL"), server.security != Security::none);
  if (asks_for_password(server))
    put(xml, key("MailServerUsername"), login_of(server, profile.subject).expand(profile.address));
}

void put_mail(XmlWriter& xml, const Profile& profile) {
  if (!can_describe_mail(profile.provider)) return;
  const Server* const incoming = first_described(profile.provider.incoming);
  const Server* const outgoing = first_described(profile.provider.outgoing);
  open_payload(xml, profile, "com.apple.mail.managed", "mail");
  put(xml, "EmailAccountType",
      incoming->type == ServerType::imap ? "EmailTypeIMAP" : "EmailTypePOP");
  put(xml, "EmailAccountDescription", profile.provider.name);
  put(xml, "EmailAddress", profile.address.text());
  put_server(xml, profile, *incoming, "Incoming");
  put_server(xml, profile, *outgoing, "Outgoing");
  put_flag(xml, "OutgoingPasswordSameAsIncomingPassword",
           asks_for_password(*outgoing) &&
               login_of(*incoming, profile.subject) == login_of(*outgoing, profile.subject));
  xml.close();
}

/** Writes the account of a calendar or address book. Its keys begin with the name of the service. A
    principal URL belongs to one user, so a URL that is the same for everybody is left out: macOS
    would use it literally and find no calendar (mail-in-a-box PR#1402, nextcloud/server#2065).
    Without it, devices ask the host. Apple's schema has CardDAVPrincipalURL only for iOS; macOS
    ignores it (apple/device-management, 2026-11). */
void put_dav(XmlWriter& xml, const Profile& profile, const Service& service) {
  const UrlPattern& pattern = *profile.provider.url(service);
  const Url url = profile.url(pattern);
  const auto key = [&](std::string_view rest) { return fmt::format("{}{}", service.name, rest); };
  open_payload(xml, profile, service.apple, service.word);
  put(xml, key("AccountDescription"), profile.provider.name);
  put(xml, key("HostName"), url.host());
  put_number(xml, key("Port"), url.port());
  put_flag(xml, key("UseSSL"), true);
  if (pattern.needs_address()) put(xml, key("PrincipalURL"), url.text());
  put(xml, key("Username"), login_of(profile.subject).expand(profile.address));
  xml.close();
}

/** Turns off the parts that another account of the profile provides, because the device would show
    them twice. Notes stay on because Apple's schema requires at least one part. Reminders go with
    the calendars because CalDAV provides both (com.apple.eas.account, since iOS 13; read in
    2026-11). */
void put_services(XmlWriter& xml, const Provider& provider) {
  if (can_describe_mail(provider)) put_flag(xml, "EnableMail", false);
  // In reverse, which gives the order of Apple's schema: contacts, calendars.
  std::for_each(std::rbegin(services), std::rend(services), [&](const Service& service) {
    for (const std::string_view part : service.exchange_parts)
      if (!part.empty() && can_describe(provider, service)) put_flag(xml, part, false);
  });
}

/** Writes the ActiveSync account. Only iOS and visionOS use it; macOS skips a payload of this
    type. */
void put_exchange(XmlWriter& xml, const Profile& profile, const Service& service) {
  open_payload(xml, profile, service.apple, service.word);
  put(xml, "Host", profile.url(*profile.provider.url(service)).host());
  put(xml, "EmailAddress", profile.address.text());
  put(xml, "UserName", login_of(profile.subject).expand(profile.address));
  put_flag(xml, "SSL", true);
  put_services(xml, profile.provider);
  const auto& oauth2 = profile.provider.oauth2;
  if (oauth2 && oauth2->authorize && oauth2->token && lists(profile.provider, Auth::oauth2)) {
    put_flag(xml, "OAuth", true);
    put(xml, "OAuthSignInURL", oauth2->authorize->text());
    put(xml, "OAuthTokenRequestURL", oauth2->token->text());
  }
  xml.close();
}

bool is_empty(const Provider& provider) {
  return !can_describe_mail(provider) &&
         std::none_of(std::begin(services), std::end(services),
                      [&](const Service& service) { return can_describe(provider, service); });
}

/** Writes the URL of the first documentation page, with its title in the reader's language. */
void put_description(XmlWriter& xml, const Profile& profile, std::string_view accept_language) {
  if (profile.provider.documentation.empty()) return;
  const auto& [pattern, texts] = profile.provider.documentation.front();
  const std::string url = profile.url(pattern).text();
  if (texts.empty()) return put(xml, "PayloadDescription", url);
  std::vector<std::string_view> languages;
  for (const auto& [language, text] : texts) languages.push_back(language);
  const auto& chosen = texts[preferred_language(accept_language, languages)];
  put(xml, "PayloadDescription", fmt::format("{}: {}", chosen.text, url));
}

std::string document(const Profile& profile, std::string_view accept_language) {
  XmlWriter xml("UTF-8");
  xml.doctype(
      "plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
      "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\"");
  xml.open("plist", {{"version", "1.0"}});
  xml.open("dict");
  put_header(xml, "Configuration", profile.identifier, profile.id);
  put(xml, "PayloadDisplayName", profile.provider.name);
  put(xml, "PayloadOrganization", profile.provider.name);
  put_description(xml, profile, accept_language);
  xml.leaf("key", "PayloadContent");
  xml.open("array");
  put_mail(xml, profile);
  for (const Service& service : services) {
    if (!can_describe(profile.provider, service)) continue;
    if (service.is_dav)
      put_dav(xml, profile, service);
    else
      put_exchange(xml, profile, service);
  }
  return std::move(xml).finish();
}

}  // namespace

bool can_describe_mail(const Provider& provider) {
  return first_described(provider.incoming) && first_described(provider.outgoing);
}

/** Returns whether a profile can express a service. A WebDAV account has no OAuth2, and an Exchange
    account has neither port nor path. */
bool can_describe(const Provider& provider, const Service& service) {
  const UrlPattern* const url = service.apple.empty() ? nullptr : provider.url(service);
  if (!url) return false;
  if (service.is_dav) return takes_password(provider);
  return url->sample().port() == 443 &&
         starts_with_ignoring_case(url->sample().path(), activesync_path);
}

Asked read(const Request& request, const Host& host) {
  const auto text = address_text_in_query(request);
  auto address = text ? typed_address(*text, host) : std::nullopt;
  if (!address) return refused(refuse(Refusal::no_address));
  return {.address = std::move(address), .languages = request.accept_language};
}

Response write(const Asked& asked, const Subject& subject, const State& state) {
  if (is_empty(*subject.provider)) return refuse(Refusal::no_settings);
  const Address& address = *subject.address;
  const Domain& domain = subject.domain;
  const std::string id = uuid(address, "profile");
  const Profile profile = {subject, *subject.provider,
                           domain,  address,
                           id,      fmt::format("{}.fingerpost.{}", reversed(domain.text()), id)};
  Response response = {.content_type = "application/x-apple-aspen-config",
                       .vary = "Accept-Language",
                       .download_name = domain.text() + ".mobileconfig",
                       .caching = Caching::nobody};
  response.body = document(profile, asked.languages);
  // A signature must not vouch for an address in a stranger's domain, which only `domain *` covers.
  if (state.signer && !subject.is_strangers) response.body = state.signer->sign(response.body);
  return response;
}

Gaps gaps(const Provider& provider) {
  Gaps gaps;
  const bool mail = !provider.incoming.empty() && !provider.outgoing.empty();
  if (mail && !can_describe_mail(provider))
    gaps.push_back(
        {"auth: Apple's profiles cannot express any of these methods, so they contain no mail "
         "account",
         "auth"});
  if (provider.url(activesync) && !can_describe(provider, activesync))
    gaps.push_back({fmt::format("{}: Apple's profiles leave it out, because they support only port "
                                "443 and the path {}",
                                activesync.word, activesync_path),
                    activesync.word});
  return gaps;
}

}  // namespace fingerpost::mobileconfig
