// SPDX-License-Identifier: MIT
#include "protocol/pacc.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace fingerpost::pacc {

namespace {

bool takes_password(const Server& server) {
  return server.lists(Auth::password_cleartext) || server.lists(Auth::password_encrypted);
}

/** Returns whether the format can express a server. It has no ports, the login name is always the
    address, and mail servers use implicit TLS. ManageSieve uses STARTTLS, the only encryption in
    RFC 5804. */
bool can_describe(const Server& server, const Provider& provider) {
  const bool login = takes_password(server) || (provider.oauth2 && server.lists(Auth::oauth2));
  const Security security = default_security(server.type);
  return login && server.security == security &&
         server.port == default_port(server.type, security) &&
         server.login == Pattern::email_address();
}

const Server* first(const Provider& provider, ServerType type) {
  const auto& servers = type == ServerType::smtp ? provider.outgoing : provider.incoming;
  const auto server = std::find_if(servers.begin(), servers.end(), [&](const Server& candidate) {
    return candidate.type == type && can_describe(candidate, provider);
  });
  return server == servers.end() ? nullptr : &*server;
}

bool tells_sieve(const Provider& provider) {
  return provider.sieve && can_describe(*provider.sieve, provider);
}

/** Returns the URL of a service, or null if the format has no key for the service or the URL needs
    the address. The answer must be the same for every user. */
const UrlPattern* common_url(const Provider& provider, const Service& service) {
  const UrlPattern* const url = service.pacc.empty() ? nullptr : provider.url(service);
  return url && !url->needs_address() ? url : nullptr;
}

/** Returns whether the format can express a URL. It has no ports, and for WebDAV the draft requires
    a context path, which a bare origin is not. */
bool can_describe(const Service& service, const UrlPattern& url) {
  return url.sample().port() == 443 && !(service.is_dav && url.sample().path() == "/");
}

/** Returns the mail servers that the answer holds. */
std::vector<const Server*> published(const Provider& provider) {
  std::vector<const Server*> servers;
  for (const ServerType type : server_types)
    if (const Server* const server = first(provider, type)) servers.push_back(server);
  return servers;
}

struct Entry {
  std::string_view protocol;
  std::string_view key;
  std::string value;
};

/** Returns the servers and services of the answer, in alphabetical order. */
std::vector<Entry> entries(const Provider& provider, const Domain& domain) {
  std::vector<Entry> entries;
  const auto add_host = [&](std::string_view protocol, ServerType type) {
    if (const Server* const server = first(provider, type))
      entries.push_back({protocol, "host", server->host.expand(domain)});
  };
  add_host("imap", ServerType::imap);
  add_host("pop3", ServerType::pop3);
  // The submission server is called `smtp` until draft -02, `submit` since -03.
  add_host("smtp", ServerType::smtp);
  add_host("submit", ServerType::smtp);
  if (tells_sieve(provider))
    entries.push_back({"managesieve", "host", provider.sieve->host.expand(domain)});
  for (const Service& service : services)
    if (const UrlPattern* const url = common_url(provider, service);
        url && can_describe(service, *url))
      entries.push_back({service.pacc, "url", url->expand(domain, nullptr).text()});
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.protocol < b.protocol; });
  return entries;
}

void write_protocols(JsonWriter& json, const Provider& provider, const Domain& domain) {
  json.open("protocols");
  for (const auto& [protocol, key, value] : entries(provider, domain)) {
    json.open(protocol);
    json.text(key, value);
    json.close();
  }
  json.close();
}

void write_authentication(JsonWriter& json, const Provider& provider) {
  const auto servers = published(provider);
  const auto any = [&](auto property) {
    return std::any_of(servers.begin(), servers.end(), property);
  };
  json.open("authentication");
  if (provider.oauth2 && any([](const Server* server) { return server->lists(Auth::oauth2); })) {
    json.open("oauth-public");
    json.text("issuer", provider.oauth2->issuer->text());
    json.close();
  }
  json.boolean("password", any([](const Server* server) { return takes_password(*server); }));
  json.close();
}

void write_info(JsonWriter& json, const Provider& provider, const Domain& domain) {
  json.open("info");
  json.open("provider");
  json.text("name", provider.name);
  if (count_characters(provider.short_name) <= longest_short_name)
    json.text("shortName", provider.short_name);
  json.close();
  const auto& pages = provider.documentation;
  const auto page = std::find_if(pages.begin(), pages.end(), [](const Documentation& candidate) {
    return !candidate.url.needs_address();
  });
  if (page != pages.end()) {
    json.open("help");
    json.text("documentation", page->url.expand(domain, nullptr).text());
    json.close();
  }
  json.close();
}

std::string document(const Provider& provider, const Domain& domain) {
  JsonWriter json;
  write_protocols(json, provider, domain);
  write_authentication(json, provider);
  write_info(json, provider, domain);
  return std::move(json).finish();
}

/** Returns why the format cannot express the provider; empty if it can. The format has no STARTTLS
    and no ports, and the login name is always the address. */
std::string_view obstacle(const Provider& provider) {
  // The provider prefers its first kind. Without it, clients would set up the other kind.
  if (provider.incoming.empty() || !first(provider, provider.incoming.front().type))
    return "the first imap or pop3 server must use TLS on its default port, accept a password or "
           "OAuth2, and have the whole address as login name";
  if (!first(provider, ServerType::smtp))
    return "an smtp server must use TLS on port 465, accept a password or OAuth2, and have the "
           "whole address as login name";
  if (count_characters(provider.name) > longest_name) return "the name has more than 60 characters";
  return {};
}

}  // namespace

Asked read(const Request&, const Host&) {
  return {};
}

Response write(const Asked&, const Subject& subject, const State&) {
  if (!obstacle(*subject.provider).empty()) return refuse(Refusal::no_settings);
  return {.content_type = "application/json",
          .body = document(*subject.provider, subject.domain),
          .caching = Caching::everybody};
}

/** Returns the gaps, except URLs that need the address, which an answer for a domain cannot
    hold. */
Gaps gaps(const Provider& provider) {
  if (provider.incoming.empty() || provider.outgoing.empty()) return {};
  const ServerType first_kind = provider.incoming.front().type;
  const ServerType last_kind = provider.incoming.back().type;
  const auto reason = obstacle(provider);
  if (!reason.empty())
    return {{fmt::format("PACC clients get no answer: {}", reason), word(first_kind)}};
  Gaps gaps;
  const auto add_if = [&](bool omitted, std::string_view setting, std::string_view what) {
    if (omitted) gaps.push_back({fmt::format("PACC clients do not hear of {}", what), setting});
  };
  for (const Service& service : services) {
    const UrlPattern* const url = common_url(provider, service);
    add_if(
        url && !can_describe(service, *url), service.word,
        fmt::format("{}, which has a port{}", service.word, service.is_dav ? " or no path" : ""));
  }
  add_if(first_kind != last_kind && !first(provider, last_kind), {},
         "the second kind of incoming server, which has not TLS on its own port");
  add_if(provider.sieve && !tells_sieve(provider), word(ServerType::sieve),
         "sieve, which does not have STARTTLS on port 4190 with a password or OAuth2 and the whole "
         "address as login name");
  const auto servers = published(provider);
  if (!provider.login_maps.empty() &&
      std::any_of(servers.begin(), servers.end(),
                  [](const Server* server) { return !server->has_own_login; }))
    gaps.push_back(
        {"login-map: PACC clients log in with the address, because their answer is the "
         "same for all addresses",
         "login-map"});
  return gaps;
}

}  // namespace fingerpost::pacc
