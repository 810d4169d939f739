// SPDX-License-Identifier: MIT
#include "config/lint.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/ip_address.hpp"
#include "base/text.hpp"
#include "config/jxon.hpp"
#include "model/address.hpp"
#include "model/host.hpp"
#include "protocol/mobileconfig.hpp"
#include "protocol/protocol.hpp"

// The behaviour of each client comes from its source (read in 2026-08) or from running its code (in
// 2026-11); doc/clients.md has the versions.

namespace fingerpost {

namespace {

/** A server, with its own place and its provider's place in the configuration. */
struct PlacedServer {
  const Server& server;
  const Node& provider;
  Node node;

  /** Warns at the server's own setting, at the provider's setting that it inherits, or at the
      server, whichever exists first. */
  template <class... Args>
  void warn(std::string_view setting, fmt::format_string<Args...> text, Args&&... args) const {
    const bool inherits = !node.has(setting) && provider.has(setting);
    const Node at = inherits ? node.at(provider.at(setting)) : node.at(setting);
    at.warning(text, std::forward<Args>(args)...);
  }
};

/** Returns the servers of one type with their places. The provider has them in the file's order. */
std::vector<PlacedServer> places(const Node& node, const std::vector<Server>& servers,
                                 ServerType type) {
  const std::vector<Node> nodes = node.children(word(type));
  std::vector<PlacedServer> places;
  for (const Server& server : servers)
    if (server.type == type && places.size() < nodes.size())
      places.push_back({server, node, nodes[places.size()]});
  return places;
}

void lint_security(const PlacedServer& place) {
  const Server& server = place.server;
  if (server.security == Security::none)
    return place.warn("security",
                      "security none: passwords are not encrypted, and Thunderbird for Android and "
                      "iOS refuse the entire answer; use tls or starttls");
  if (const Security taken = security_of_port(server.port); taken != server.security)
    place.warn("port",
               "{} on port {}: if Thunderbird, FairEmail and SnappyMail use autodiscover, they "
               "assume {} because of the port; use port {}",
               word(server.security), server.port, word(taken),
               default_port(server.type, server.security));
}

void lint_login(const PlacedServer& place) {
  const Pattern& login = place.server.login;
  if (!login.is_placeholder())
    place.warn("login",
               "login {} is not a single placeholder: GNOME Online Accounts, Mailspring and "
               "SnappyMail ignore it; if users can log in with the full address, use "
               "%EMAILADDRESS%",
               in_quotes(login.text()));
  else if (login.text() == "%EMAILLOCALPART%")
    place.warn("login",
               "login %EMAILLOCALPART%: aerc sends the placeholder itself, and SnappyMail the full "
               "address; if users can log in with the full address, use %EMAILADDRESS%");
  if (const std::string read = read_by_thunderbird(login.text()); read != login.text())
    place.warn(
        "login",
        "login {}: Thunderbird reads it as a number or a boolean and logs in as {}; use another "
        "login name",
        in_quotes(login.text()), in_quotes(read));
}

/** Warns about a login name that Delta Chat does not get. Without `missing`, only autodiscover has
    an answer, and Delta Chat reads neither login names nor POP3 from it (auto_outlook.rs). */
void lint_login_by_autodiscover(const PlacedServer& place, std::string_view missing) {
  const Server& server = place.server;
  if (server.login.text() == "%EMAILADDRESS%") return;
  place.warn(
      "login",
      "login {}: Delta Chat logs in with the full address, because it gets no autoconfig answer "
      "without {} and reads no login name from autodiscover; add the missing server",
      in_quotes(server.login.text()), missing);
}

/** How clients treat a method of authentication. */
struct MethodUse {
  Auth method;
  /** The clients that use the method if it is listed first, even for users who cannot log in with
      it (Thunderbird's readFromXML.sys.mjs, KMail's ispdb.cpp; a profile gives Apple's devices only
      one method): for an incoming and for an outgoing server. */
  std::string_view takers;
  std::string_view outgoing_takers;
  /** Whether Thunderbird for iOS supports the method's word. It refuses an answer with any other
      word (toddheasley/thunderbird-ios, EmailProvider.swift). */
  bool known_on_ios;

  std::string_view takers_of_the_first(ServerType type) const {
    return type == ServerType::smtp ? outgoing_takers : takers;
  }
  /** Returns whether Thunderbird can use the method. It uses OAuth2 only for the hosts in its
      list. */
  bool good_for_thunderbird(ServerType type) const {
    return method == Auth::password_cleartext ||
           takers_of_the_first(type).find("Thunderbird") != takers.npos;
  }
};

constexpr std::string_view all_three = "KMail, Thunderbird and Apple's devices";

// In the order of the enumerators.
constexpr MethodUse method_uses[] = {
    {Auth::password_cleartext, {}, {}, true},
    {Auth::password_encrypted, all_three, all_three, true},
    {Auth::oauth2, "KMail", "KMail", true},
    {Auth::ntlm, all_three, all_three, false},
    {Auth::gssapi, "KMail and Thunderbird", "KMail and Thunderbird", false},
    {Auth::client_ip_address, "Apple's devices", "Thunderbird and Apple's devices", true},
    {Auth::tls_client_cert, {}, {}, false},
    {Auth::none, "KMail and Apple's devices", all_three, false},
};

const MethodUse& use_of(Auth method) {
  return method_uses[static_cast<std::size_t>(method)];
}

void lint_first_auth(const PlacedServer& place) {
  const auto& methods = place.server.auth;
  const std::string_view takers = use_of(methods.front()).takers_of_the_first(place.server.type);
  if (methods.size() > 1 && !takers.empty())
    place.warn("auth",
               "auth {} first: users who need another method cannot log in with {}; list a method "
               "first that every user can use, such as password-cleartext",
               word(methods.front()), takers);
}

/** Warns about the order of the two password methods: Evolution uses the last one
    (e-mail-autoconfig.c). */
void lint_last_auth(const PlacedServer& place) {
  const auto& auth = place.server.auth;
  const auto plain = std::find(auth.begin(), auth.end(), Auth::password_cleartext);
  if (std::find(plain, auth.end(), Auth::password_encrypted) != auth.end())
    place.warn("auth",
               "auth password-encrypted after password-cleartext: users who need a plain password "
               "cannot log in with Evolution; remove password-encrypted unless every user can use "
               "it");
}

void lint_auth(const PlacedServer& place, const Gaps& gaps) {
  const Server& server = place.server;
  for (const Auth method : server.auth)
    if (!use_of(method).known_on_ios)
      place.warn("auth",
                 "auth {}: Thunderbird for iOS refuses an answer with this method; remove it "
                 "unless users need it",
                 word(method));
  for (const Gap& gap : gaps)
    if (gap.server == &server) place.warn(gap.setting, "{}", gap.text);
  if (!server.lists(Auth::password_cleartext) && !server.lists(Auth::password_encrypted) &&
      !server.lists(Auth::oauth2))
    place.warn("auth",
               "auth: no password method and no oauth2, so Thunderbird for Android refuses the "
               "entire answer; add one of them if users can use it");
  else if (server.lists(Auth::oauth2) &&
           std::none_of(server.auth.begin(), server.auth.end(), [&](Auth method) {
             return use_of(method).good_for_thunderbird(server.type);
           }))
    place.warn("auth",
               "auth oauth2: Thunderbird supports it only for a few large providers, so it finds "
               "no usable server here; list password-cleartext first if users have a password");
}

// Suffixes from RFC 6761, RFC 6762, RFC 8375, RFC 6762 appendix G, and .internal, which ICANN
// reserved in 2024.
constexpr std::string_view local_suffixes[] = {
    ".local",   ".localdomain", ".lan",  ".internal",  ".intranet",
    ".private", ".corp",        ".home", ".home.arpa", ".invalid",
};

void lint_host(const PlacedServer& place) {
  const std::string& host = place.server.host.text();
  const std::string dotted = "." + host;
  const auto warn = [&](std::string_view text) {
    place.node.warning("{} {}", in_quotes(host), text);
  };
  if (host.starts_with("127.") || dotted.ends_with(".localhost"))
    warn("is the user's own device, so clients find no mail server there; write the public name");
  else if (is_ipv4(host))
    warn(
        "is an IP address: almost no certificate contains one, so clients refuse TLS; write the "
        "name in the certificate");
  else if (host.find('.') == host.npos && host.find('%') == host.npos)
    warn("has no dot, so clients outside your network cannot find it; write the full name");
  else if (std::any_of(std::begin(local_suffixes), std::end(local_suffixes),
                       [&](std::string_view suffix) { return dotted.ends_with(suffix); }))
    warn(
        "exists only in your own network: other clients cannot find it, and no trusted authority "
        "signs a certificate for it; write the public name");
}

void lint_server(const PlacedServer& place, const Gaps& gaps) {
  lint_host(place);
  lint_security(place);
  lint_login(place);
  lint_auth(place, gaps);
  lint_first_auth(place);
  lint_last_auth(place);
}

/** Warns about the ManageSieve server. None of the mail clients above uses it, so few rules
    apply. */
void lint_sieve(const PlacedServer& place) {
  lint_host(place);
  if (place.server.security == Security::none)
    place.warn("security", "security none: passwords are not encrypted; use starttls");
  if (place.server.port == 2000)
    place.warn("port",
               "port 2000: the port of ManageSieve before RFC 5804 assigned 4190; check that your "
               "server still uses it");
}

/** Warns about several servers of one type, at the second one. */
void lint_number(const std::vector<PlacedServer>& places) {
  if (places.size() < 2) return;
  const bool smtp = places.front().server.type == ServerType::smtp;
  places[1].node.warning("{} servers: {} the last one, other clients the first", places.size(),
                         smtp ? "Evolution and aerc use" : "Evolution uses");
}

void lint_oauth2(const Node& node, const Provider& provider) {
  const bool listed = provider.lists(Auth::oauth2);
  if (listed && !provider.oauth2)
    node.at("auth").warning(
        "auth oauth2 without an oauth2 block: only clients with built-in settings for this "
        "provider can use it; add an oauth2 block");
  if (!provider.oauth2) return;
  const Node at = node.at("oauth2");
  if (!listed)
    at.warning("oauth2: no server lists auth oauth2, so no answer includes it; add auth oauth2");
  else if (!provider.oauth2->authorize || !provider.oauth2->token)
    at.warning(
        "oauth2: without authorize and token, autoconfig clients and Apple's devices cannot use "
        "it; add both");
}

void lint_name_lengths(const Node& node, const Provider& provider) {
  const auto count = [](const std::string& name) { return count_characters(name); };
  if (count(provider.name) > longest_name)
    node.at("name").warning(
        "name: has {} characters, but draft-ietf-mailmaint-autoconfig allows {}; shorten it",
        count(provider.name), longest_name);
  if (count(provider.short_name) > longest_short_name)
    node.at("short-name")
        .warning(
            "short-name: has {} characters, but draft-ietf-mailmaint-autoconfig "
            "allows {}, and PACC answers leave it out; shorten it",
            count(provider.short_name), longest_short_name);
}

constexpr std::string_view asked_without_address =
    "autoconfig clients that ask without an address, such as Thunderbird for Android and KMail,";

/** Returns the clients that ask for a service without naming the user. */
std::string anonymous_clients(const Service& service) {
  if (!service.well_known.empty())
    return fmt::format("clients that use {}, DNS or PACC", service.well_known_path());
  return std::string(service.autodiscover.empty()
                         ? asked_without_address
                         : "autodiscover clients that ask without an address");
}

void lint_personal_urls(const Node& node, const Provider& provider) {
  constexpr std::string_view text = "the URL differs between users, so {} do not get it";
  for (const Service& service : services) {
    const UrlPattern* const url = provider.url(service);
    if (!url || !url->needs_address()) continue;
    std::string warning = fmt::format(text, anonymous_clients(service));
    if (service.is_dav && mobileconfig::can_describe(provider, service))
      warning += "; Apple's profiles include it";
    if (provider.extensions && !service.is_page)
      warning += fmt::format("; autoconfig clients{} get it if they ask with an address",
                             service.is_dav ? " and eM Client" : "");
    for (const Node& at : node.children(service.word)) at.warning(warning);
  }
  const auto pages = node.children("documentation");
  for (std::size_t i = 0; i < std::min(pages.size(), provider.documentation.size()); ++i)
    if (provider.documentation[i].url.needs_address())
      pages[i].warning(text, fmt::format("PACC clients and {}", asked_without_address));
}

/** Returns the ManageSieve server with its place. */
std::optional<PlacedServer> sieve_place(const Node& node, const Provider& provider) {
  if (!provider.sieve) return std::nullopt;
  return PlacedServer{*provider.sieve, node, node.children(word(ServerType::sieve)).front()};
}

/** Warns about the servers of a provider. */
void lint_servers(const Node& node, const Provider& provider, const Gaps& gaps) {
  const auto imap = places(node, provider.incoming, ServerType::imap);
  const auto pop3 = places(node, provider.incoming, ServerType::pop3);
  const auto smtp = places(node, provider.outgoing, ServerType::smtp);
  for (const auto* kind : {&imap, &pop3, &smtp})
    for (const PlacedServer& place : *kind) lint_server(place, gaps);
  for (const auto* kind : {&imap, &pop3, &smtp}) lint_number(*kind);
  if (const auto place = sieve_place(node, provider)) lint_sieve(*place);
  if (provider.incoming.empty())
    for (const PlacedServer& place : smtp) lint_login_by_autodiscover(place, "imap or pop3");
  if (provider.outgoing.empty())
    for (const PlacedServer& place : imap) lint_login_by_autodiscover(place, "smtp");
  if (!imap.empty() && !pop3.empty() && provider.incoming.front().type == ServerType::pop3)
    pop3.front().node.warning(
        "comes before imap, so FairEmail, Geary and SnappyMail find no IMAP server; write imap "
        "first");
}

/** Returns what the protocols cannot express about a provider. */
Gaps gaps_of(const Provider& provider) {
  Gaps all;
  for (const Protocol& protocol : all_protocols())
    for (Gap& gap : protocol.gaps(provider)) all.push_back(std::move(gap));
  return all;
}

/** Warns about redirects, which only autodiscover can express. */
void lint_redirect(const Node& node, const Provider& provider) {
  const bool by_address = provider.redirect_address.has_value();
  const std::string_view setting = by_address ? "redirect-address" : "redirect-url";
  node.at(setting).warning(
      "{}: {} follow it; {}, Evolution, KMail, Geary, GNOME Online Accounts, Nextcloud Mail, aerc, "
      "Mailspring, Horde and SnappyMail find no settings; if you know the servers, write imap and "
      "smtp instead",
      setting,
      by_address ? "only Outlook, Thunderbird and Exchange clients" : "only Outlook and Delta Chat",
      by_address ? "Delta Chat" : "Thunderbird");
}

void lint_name(const Node& node, const Provider& provider) {
  if (const std::string read = read_by_thunderbird(provider.name); read != provider.name)
    node.at("name").warning(
        "name {}: Thunderbird reads it as a number or a boolean and shows {}; use another name",
        in_quotes(provider.name), in_quotes(read));
}

/** Warns about login names from maps. */
void lint_login_maps(const Node& node, const Provider& provider) {
  const Node at = node.at("login-map");
  const auto servers = all_servers(provider);
  const bool no_service =
      std::all_of(provider.services.begin(), provider.services.end(),
                  [](const ServiceUrl& offered) { return offered.service->is_page; });
  if (no_service && std::all_of(servers.begin(), servers.end(),
                                [](const Server* server) { return server->has_own_login; }))
    return at.warning(
        "login-map: every server has its own login, so the map is not used; remove it");
  at.warning(
      "login-map: a login name that differs from the address shows anybody who asks that the "
      "mailbox exists; limit how often a client can ask (see doc/security.md)");
  at.warning(
      "login-map: GNOME Online Accounts, Mailspring and SnappyMail ignore login names from maps");
}

/** Returns the words of the services that autoconfig lists among the mail servers. */
std::vector<std::string_view> services_without_hostname() {
  std::vector<std::string_view> words;
  for (const Service& service : services)
    if (service.element == "incomingServer") words.push_back(service.word);
  return words;
}

}  // namespace

void lint_provider(const Node& node, const Provider& provider) {
  const Gaps gaps = gaps_of(provider);
  lint_servers(node, provider, gaps);
  if (provider.redirects()) lint_redirect(node, provider);
  if (!provider.login_maps.empty()) lint_login_maps(node, provider);
  lint_name(node, provider);
  if (!provider.redirects()) lint_name_lengths(node, provider);
  lint_personal_urls(node, provider);
  for (const Gap& gap : gaps)
    if (!gap.server) node.at(gap.setting).warning(gap.text);
  if (!provider.incoming.empty() && !provider.outgoing.empty()) lint_oauth2(node, provider);
  for (const Service& service : services)
    if (const UrlPattern* const url = provider.url(service); url && !url->sample().is_https())
      node.at(service.word)
          .warning("{}: not https, so passwords are not encrypted; use https", service.word);
  if (provider.extensions)
    node.at("extensions")
        .warning(
            "extensions yes: Himalaya refuses the entire autoconfig answer, and so does "
            "Thunderbird for iOS if there is {}",
            fmt::join(services_without_hostname(), " or "));
}

void lint_shared_logins(const Node& node, const Provider& provider, const Catalog& catalog) {
  // Any domain that could replace the placeholder in a login name.
  const Domain any = *Domain::parse("domain.invalid");
  const auto is_address = [&](const Pattern& login) {
    if (login.needs_address()) return false;
    const auto address = Address::parse(login.expand(any));
    return address && (address->domain() == any || catalog.find(address->domain()) == &provider);
  };
  const auto check = [&](const PlacedServer& place) {
    if (is_address(place.server.login))
      place.warn("login",
                 "login {} is an address of this provider, so all users would log in as this one "
                 "person; use %EMAILADDRESS%",
                 in_quotes(place.server.login.text()));
  };
  for (const ServerType type : server_types)
    for (const PlacedServer& place :
         places(node, type == ServerType::smtp ? provider.outgoing : provider.incoming, type))
      check(place);
  if (const auto place = sieve_place(node, provider)) check(*place);
}

void lint_missing_name(const Node& node, const Provider& provider) {
  node.warning(
      "has no name, so users of all its domains see {} as the name of their mail service; add a "
      "name",
      in_quotes(provider.name));
}

std::string lint_domain(const DomainPattern& pattern) {
  const std::string& name = pattern.name;
  const bool exact = pattern.kind == DomainPattern::Kind::exact;
  if (pattern.kind == DomainPattern::Kind::subdomains && name.find('.') == name.npos)
    return fmt::format(
        "\"*.{0}\" covers every domain under {0}, so clients of all their users get your servers; "
        "list your own domains, or write \"domain *\" to serve any domain",
        name);
  if (exact && name.find('.') == name.npos)
    return fmt::format(
        "{} has no dot, and almost no mail address has such a domain; write the full domain, or "
        "\"domain *\" for any domain",
        in_quotes(name));
  const std::string_view rest = exact ? behind_client_label(name) : std::string_view();
  // A name without a dot after the label is a top-level domain.
  if (rest.find('.') == rest.npos) return {};
  return fmt::format(
      "{0} begins with a label that clients put before a domain: clients that ask here about {1} "
      "without an address get the settings of {0}",
      name, rest);
}

void lint_listen(const Node& node, const Endpoint& endpoint) {
  const auto& [kind, address, port] = endpoint;
  const bool loopback =
      kind == Endpoint::Kind::ipv4 ? address.starts_with("127.") : address == "::1";
  if (kind != Endpoint::Kind::unix_socket && !loopback)
    node.warning(
        "not a loopback address: FastCGI has no authentication, so anybody who reaches this port "
        "can claim any host; use a Unix socket or a loopback address");
}

void lint_key_file(const Node& node, const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) == 0 && (status.st_mode & (S_IROTH | S_IWOTH | S_IWGRP)) != 0)
    node.warning("other users can read or change the key; restrict the permissions of the file");
}

void lint_trusted_proxy(const Node& node, const Network& network) {
  if (network.is_everything())
    node.warning(
        "trusts every address, so any client can claim a scheme and a host; give the addresses of "
        "your proxies");
}

void lint_autodiscover_url(const Node& node, const Url& url) {
  if (!to_lower(url.text()).ends_with("/autodiscover/autodiscover.xml"))
    node.warning(
        "does not end in /autodiscover/autodiscover.xml: clients with EWS Managed API do not "
        "follow "
        "it");
}

}  // namespace fingerpost
