// SPDX-License-Identifier: MIT
#include "protocol/pacc.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace fingerpost::pacc {

namespace {

bool takes_password(const Server& server) {
  return server.lists(Auth::password_cleartext) || server.lists(Auth::password_encrypted);
}

// The format's rules for a server: it has no ports, the login name is always the address, and mail
// servers use implicit TLS. ManageSieve uses STARTTLS, the only encryption in RFC 5804.

bool has_default_port(const Server& server) {
  const Security security = default_security(server.type);
  return server.security == security && server.port == default_port(server.type, security);
}

bool has_method(const Server& server, const Provider& provider) {
  return takes_password(server) || (provider.oauth2 && server.lists(Auth::oauth2));
}

bool has_address_as_login(const Server& server) {
  return server.login == Pattern::email_address();
}

bool can_describe(const Server& server, const Provider& provider) {
  return has_default_port(server) && has_method(server, provider) && has_address_as_login(server);
}

/** Returns the rules that a server breaks, as the end of `it must …`. */
std::string broken_rules(const Server& server, const Provider& provider) {
  const Security security = default_security(server.type);
  std::vector<std::string> rules;
  if (!has_default_port(server))
    rules.push_back(fmt::format("use {} on port {}", security == Security::tls ? "TLS" : "STARTTLS",
                                default_port(server.type, security)));
  if (!has_method(server, provider))
    rules.emplace_back("accept a password, or OAuth2 with an oauth2 block");
  if (!has_address_as_login(server)) rules.emplace_back("use the full address as login name");
  return fmt::format("{}", fmt::join(rules, ", and "));
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

/** Returns whether the format can express the provider: an outgoing server, and an incoming server of
    the first kind, without which clients would set up the other kind. */
bool can_describe(const Provider& provider) {
  return !provider.incoming.empty() && first(provider, provider.incoming.front().type) &&
         first(provider, ServerType::smtp) && count_characters(provider.name) <= longest_name;
}

/** Returns why the format cannot express a provider with incoming and outgoing servers. */
std::string obstacle(const Provider& provider) {
  for (const auto* servers : {&provider.incoming, &provider.outgoing})
    if (const Server& server = servers->front(); !first(provider, server.type))
      return fmt::format("the first {} server must {}", word(server.type),
                         broken_rules(server, provider));
  return fmt::format("the name has more than {} characters; shorten it", longest_name);
}

/** Returns the first server of a type, which must exist. */
const Server& of_type(const std::vector<Server>& servers, ServerType type) {
  return *std::find_if(servers.begin(), servers.end(),
                       [&](const Server& server) { return server.type == type; });
}

}  // namespace

Asked read(const Request&, const Host&) {
  return {};
}

Response write(const Asked&, const Subject& subject, const State&) {
  if (!can_describe(*subject.provider)) return refuse(Refusal::no_settings);
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
  if (!can_describe(provider))
    return {{fmt::format("PACC clients get no answer: {}", obstacle(provider)), word(first_kind)}};
  Gaps gaps;
  const auto leave_out = [&](std::string_view name, std::string_view reason,
                             std::string_view setting) {
    gaps.push_back({fmt::format("PACC answers leave out {}: {}", name, reason), setting});
  };
  for (const Service& service : services) {
    const UrlPattern* const url = common_url(provider, service);
    if (url && !can_describe(service, *url))
      leave_out(service.word,
                service.is_dav ? "its URL has a port or no path" : "its URL has a port",
                service.word);
  }
  const auto leave_out_server = [&](const Server& server, std::string_view setting) {
    leave_out(word(server.type), fmt::format("it must {}", broken_rules(server, provider)),
              setting);
  };
  if (first_kind != last_kind && !first(provider, last_kind))
    leave_out_server(of_type(provider.incoming, last_kind), {});
  if (provider.sieve && !tells_sieve(provider))
    leave_out_server(*provider.sieve, word(ServerType::sieve));
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
