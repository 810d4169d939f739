// SPDX-License-Identifier: MIT
#include "protocol/pacc.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "model/subject.hpp"

namespace fingerpost::pacc {

namespace {

using Json = nlohmann::ordered_json;

/** In characters, from the draft. */
constexpr std::size_t longest_name = 60;
constexpr std::size_t longest_short_name = 20;

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

bool lists(const Server& server, Auth method) {
  return std::find(server.auth.begin(), server.auth.end(), method) != server.auth.end();
}

bool takes_password(const Server& server) {
  return lists(server, Auth::password_cleartext) || lists(server, Auth::password_encrypted);
}

bool can_describe(const Server& server, const Provider& provider) {
  const bool login = takes_password(server) || (provider.oauth2 && lists(server, Auth::oauth2));
  return login && server.security == Security::tls &&
         server.port == default_port(server.type, Security::tls) &&
         server.login == Pattern::email_address();
}

const Server* first(const Provider& provider, ServerType type) {
  const auto& servers = type == ServerType::smtp ? provider.outgoing : provider.incoming;
  const auto server = std::find_if(servers.begin(), servers.end(), [&](const Server& candidate) {
    return candidate.type == type && can_describe(candidate, provider);
  });
  return server == servers.end() ? nullptr : &*server;
}

/** A bare origin is no context path, which the draft wants of WebDAV. */
bool has_path(const std::optional<Url>& url) {
  return url && url->path() != "/";
}

Json protocols(const Provider& provider, const Domain& domain) {
  Json json = Json::object();
  const auto add_host = [&](const char* key, ServerType type) {
    if (const Server* const server = first(provider, type))
      json[key] = {{"host", server->host.expand(domain)}};
  };
  const auto add_url = [&](const char* key, const std::optional<Url>& url) {
    json[key] = {{"url", url->text()}};
  };
  if (has_path(provider.caldav)) add_url("caldav", provider.caldav);
  if (has_path(provider.carddav)) add_url("carddav", provider.carddav);
  add_host("imap", ServerType::imap);
  if (provider.jmap) add_url("jmap", provider.jmap);
  add_host("pop3", ServerType::pop3);
  // The name of the submission server until -02, and since -03.
  add_host("smtp", ServerType::smtp);
  add_host("submit", ServerType::smtp);
  return json;
}

Json authentication(const Provider& provider) {
  Json json = Json::object();
  if (provider.oauth2) json["oauth-public"] = {{"issuer", provider.oauth2->issuer->text()}};
  const auto any_password = [](const std::vector<Server>& servers) {
    return std::any_of(servers.begin(), servers.end(), takes_password);
  };
  json["password"] = any_password(provider.incoming) || any_password(provider.outgoing);
  return json;
}

Json info(const Provider& provider) {
  Json json = {{"provider", {{"name", provider.name}}}};
  if (characters(provider.short_name) <= longest_short_name)
    json["provider"]["shortName"] = provider.short_name;
  if (!provider.documentation.empty())
    json["help"] = {{"documentation", provider.documentation.front().url}};
  return json;
}

std::string write(const Provider& provider, const Domain& domain) {
  const Json json = {{"protocols", protocols(provider, domain)},
                     {"authentication", authentication(provider)},
                     {"info", info(provider)}};
  return json.dump();
}

}  // namespace

std::string_view obstacle(const Provider& provider) {
  if (!first(provider, ServerType::imap) && !first(provider, ServerType::pop3))
    return "no imap or pop3 with TLS on its own port, a password and the address as login name";
  if (!first(provider, ServerType::smtp))
    return "no smtp with TLS on port 465, a password and the address as login name";
  if (characters(provider.name) > longest_name) return "a name of more than 60 characters";
  return {};
}

Response answer(const Request& request, const State& state) {
  const auto subject = find_subject(state.catalog, std::nullopt, request.host);
  Response response = refuse(404);
  if (subject && obstacle(*subject->provider).empty())
    response = {.content_type = "application/json",
                .body = write(*subject->provider, subject->domain),
                .caching = Caching::everybody};
  response.event.domain = domain_asked(std::nullopt, request.host);
  return response;
}

}  // namespace fingerpost::pacc
