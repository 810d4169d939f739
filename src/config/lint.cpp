// SPDX-License-Identifier: MIT
#include "config/lint.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/text.hpp"
#include "protocol/mobileconfig.hpp"
#include "protocol/outlook.hpp"
#include "protocol/pacc.hpp"

// Each client's behaviour was read in its source in 2026-08.

namespace fingerpost {

namespace {

template <class... Args>
void warn(const Node& node, ServerType type, fmt::format_string<Args...> text, Args&&... args) {
  node.warning(fmt::format("{}: {}", word(type), fmt::format(text, std::forward<Args>(args)...)));
}

/** Where clients ask as Outlook does, they go by the port. */
bool port_means_starttls(std::uint16_t port) {
  return port == 143 || port == 110 || port == 25 || port == 587;
}

void lint_security(const Node& node, const Server& server) {
  if (server.security == Security::none)
    return warn(node, server.type,
                "security none: passwords travel in the clear, and Thunderbird for Android and iOS "
                "refuse the whole answer");
  const bool starttls = server.security == Security::starttls;
  if (port_means_starttls(server.port) != starttls)
    warn(node, server.type,
         "{} on port {}: Thunderbird, FairEmail and SnappyMail, where they ask as Outlook does, go "
         "by the port and take it for {}",
         starttls ? "starttls" : "tls", server.port, starttls ? "tls" : "starttls");
}

void lint_login(const Node& node, const Server& server) {
  if (!server.login.is_placeholder())
    warn(node, server.type,
         "login \"{}\" is not one placeholder alone: GNOME Online Accounts, Mailspring and "
         "SnappyMail ignore it",
         server.login.text());
  else if (server.login.text() == "%EMAILLOCALPART%")
    warn(node, server.type,
         "login %EMAILLOCALPART%: aerc sends this very text, SnappyMail the whole address");
}

/** A single word that it does not know makes it refuse the answer (toddheasley/thunderbird-ios,
    EmailProvider.swift). */
bool unknown_to_thunderbird_for_ios(Auth method) {
  return method == Auth::ntlm || method == Auth::gssapi || method == Auth::tls_client_cert ||
         method == Auth::none;
}

void lint_auth(const Node& node, const Server& server) {
  for (const Auth method : server.auth)
    if (unknown_to_thunderbird_for_ios(method))
      warn(node, server.type, "auth {}: Thunderbird for iOS refuses the whole answer",
           word(method));
  if (!outlook::can_describe(server))
    warn(node, server.type,
         "auth: none of the methods can be told to Outlook, which does not hear of this server");
  if (!server.lists(Auth::password_cleartext) && !server.lists(Auth::password_encrypted) &&
      !server.lists(Auth::oauth2))
    warn(node, server.type,
         "auth: no password method and no oauth2: Thunderbird for Android refuses the whole "
         "answer");
  else if (!server.lists(Auth::password_cleartext) && server.lists(Auth::oauth2))
    warn(node, server.type,
         "auth oauth2: Thunderbird uses it only with the providers it has built in; list "
         "password-cleartext after it for the others");
}

void lint_number(const Node& node, const std::vector<Server>& servers, ServerType type) {
  const auto number = std::count_if(servers.begin(), servers.end(),
                                    [&](const Server& server) { return server.type == type; });
  if (number > 1)
    warn(node, type, "{} servers: {} the last one, the others take the first", number,
         type == ServerType::smtp ? "Evolution and aerc take" : "Evolution takes");
}

void lint_order(const Node& node, const std::vector<Server>& incoming) {
  const bool has_imap = std::any_of(incoming.begin(), incoming.end(), [](const Server& server) {
    return server.type == ServerType::imap;
  });
  if (has_imap && incoming.front().type == ServerType::pop3)
    warn(node, ServerType::pop3,
         "stands before imap: FairEmail, Geary and SnappyMail find no IMAP server then");
}

void lint_pacc(const Node& node, const Provider& provider) {
  const auto obstacle = pacc::obstacle(provider);
  if (!obstacle.empty())
    return node.warning(fmt::format("PACC clients get no answer: {}", obstacle));
  for (const auto what : pacc::omissions(provider))
    node.warning(fmt::format("PACC clients do not hear of {}", what));
}

void lint_oauth2(const Node& node, const Provider& provider) {
  const bool listed = provider.lists(Auth::oauth2);
  if (listed && !provider.oauth2)
    node.warning(
        "auth oauth2 without an oauth2 block: only clients that know the provider can use it");
  if (!provider.oauth2) return;
  if (!listed)
    node.warning("oauth2: no server lists auth oauth2, so no client hears of it");
  else if (!provider.oauth2->authorize || !provider.oauth2->token)
    node.warning(
        "oauth2: without authorize and token, autoconfig clients and Apple's cannot use it");
}

/** What is said of the servers and the accounts of a provider that has some. */
void lint_accounts(const Node& node, const Provider& provider) {
  if (provider.incoming.empty())
    node.warning("has no imap or pop3: autoconfig clients, Thunderbird among them, get no answer");
  if (provider.outgoing.empty())
    node.warning("has no smtp: autoconfig clients, Thunderbird among them, get no answer");
  for (const auto* servers : {&provider.incoming, &provider.outgoing})
    for (const Server& server : *servers) {
      lint_security(node, server);
      lint_login(node, server);
      lint_auth(node, server);
    }
  lint_number(node, provider.incoming, ServerType::imap);
  lint_number(node, provider.incoming, ServerType::pop3);
  lint_number(node, provider.outgoing, ServerType::smtp);
  lint_order(node, provider.incoming);
  if (provider.incoming.empty() || provider.outgoing.empty()) return;
  if (!mobileconfig::can_describe_mail(provider))
    node.warning("auth: none of the methods can be told to Apple's mail in a profile");
  lint_pacc(node, provider);
  lint_oauth2(node, provider);
}

}  // namespace

void lint_provider(const Node& node, const Provider& provider) {
  if (!provider.redirects()) lint_accounts(node, provider);
  if (provider.webmail && !provider.webmail->is_https())
    node.warning("webmail: not https: people type their password there in the clear");
  if (provider.extensions)
    node.warning(
        "extensions yes: Himalaya refuses the whole answer of autoconfig, and so does Thunderbird "
        "for iOS with jmap");
  if (provider.activesync && !mobileconfig::can_describe_activesync(*provider.activesync))
    node.warning(
        "activesync: Apple's profiles know no port and no path but "
        "/Microsoft-Server-ActiveSync, so they do without");
}

void lint_missing_name(const Node& node, const Provider& provider) {
  node.warning(fmt::format(
      "has no name, so people of all its domains see \"{}\" as the name of their mail service",
      provider.name));
}

void lint_listen(const Node& node, const Endpoint& endpoint) {
  const auto& [kind, address, port] = endpoint;
  const bool loopback =
      kind == Endpoint::Kind::ipv4 ? address.starts_with("127.") : address == "::1";
  if (kind != Endpoint::Kind::unix_socket && !loopback)
    node.warning(
        "not a loopback address: FastCGI has no authentication, so whoever reaches this port can "
        "claim any host");
}

void lint_key_file(const Node& node, const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) == 0 && (status.st_mode & (S_IROTH | S_IWOTH | S_IWGRP)) != 0)
    node.warning("others than the service can read or change it");
}

void lint_autodiscover_url(const Node& node, const Url& url) {
  if (!to_lower(url.text()).ends_with("/autodiscover/autodiscover.xml"))
    node.warning(
        "does not end in /autodiscover/autodiscover.xml: programs on EWS Managed API do not follow "
        "it");
}

}  // namespace fingerpost
