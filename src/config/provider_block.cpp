// SPDX-License-Identifier: MIT
#include "config/provider_block.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "config/domains_file.hpp"
#include "config/lint.hpp"
#include "config/logo.hpp"
#include "config/map_setting.hpp"
#include "config/server_block.hpp"
#include "model/host.hpp"
#include "page/style.hpp"

namespace fingerpost {

namespace {

using enum Times;
using enum Form;

struct ProviderBlock {
  Catalog& catalog;
  const ProviderPlaces& places;
  Provider& provider;
  std::size_t domains = 0;
  /** The name of the first domain; also empty for `domain *`. */
  std::string first_domain = {};
  /** All servers. They are read last because they inherit from the provider. */
  std::vector<std::pair<ServerType, Node>> servers = {};
};

template <auto member, auto parse>
void set(const Node& node, ProviderBlock& draft) {
  node.read(parse, draft.provider.*member);
}

std::optional<Remark> add_domain(ProviderBlock& draft, std::string_view text) {
  using enum Problem::Severity;
  auto pattern = parse_domain(text);
  if (!pattern) return Remark{error, pattern.error()};
  if (draft.first_domain.empty()) draft.first_domain = pattern->name;
  const Provider* const owner = draft.catalog.add_domain(*pattern, draft.provider);
  if (!owner) {
    ++draft.domains;
    const std::string text_of_warning = lint_domain(*pattern);
    return text_of_warning.empty() ? std::nullopt : std::optional(Remark{warning, text_of_warning});
  }
  if (owner == &draft.provider) return Remark{error, in_quotes(text) + " is listed twice"};
  const std::string_view place = draft.places.at(std::pmr::string(owner->key));
  return Remark{error, fmt::format("{} is already listed by provider {} ({})", in_quotes(text),
                                   printable(owner->key), place)};
}

void read_domain(const Node& node, ProviderBlock& draft) {
  if (const auto remark = add_domain(draft, node.value()))
    node.report(remark->severity, remark->text);
}

void read_domains(const Node& node, ProviderBlock& draft) {
  read_domains_file(node, draft.catalog,
                    [&](std::string_view domain) { return add_domain(draft, domain); });
}

void read_domain_map(const Node& node, ProviderBlock& draft) {
  const Map* const map = read_map(node, draft.catalog);
  if (!map) return;
  if (map->type->reader == MapReader::dovecot)
    return node.error("Dovecot knows users but not domains; write: login-map {}", map->text);
  const Provider* const owner = draft.catalog.add_domain_map(*map, draft.provider);
  if (owner == &draft.provider)
    node.error("{} is listed twice", in_quotes(node.value()));
  else if (owner)
    node.error("{} is already a domain-map of provider {} ({})", in_quotes(node.value()),
               printable(owner->key), draft.places.at(std::pmr::string(owner->key)));
}

void read_login_map(const Node& node, ProviderBlock& draft) {
  const Map* const map = read_map(node, draft.catalog);
  auto& maps = draft.provider.login_maps;
  if (map && std::find(maps.begin(), maps.end(), map) != maps.end())
    node.error("{} is listed twice", in_quotes(node.value()));
  else if (map)
    maps.push_back(map);
}

void read_service(const Node& node, ProviderBlock& draft) {
  const Service& service = *find_service(&Service::word, node.key());
  std::optional<UrlPattern> url;
  if (node.read(service.is_page ? parse_url : parse_https_url, url))
    draft.provider.services.push_back({&service, *std::move(url)});
}

/** Reports unquoted titles: `{ en How to set up }` would be titles in the languages `en`, `to` and
    `up`. Returns whether there are none. */
bool check_titles(const std::vector<Node>& titles) {
  for (std::size_t i = 1; i < titles.size(); ++i) {
    const bool same_line = titles[i - 1].line() == titles[i].line();
    if (!same_line || titles[i - 1].is_quoted() || titles[i].is_quoted()) continue;
    titles[i].error("a title needs quotation marks; write: en \"How to set up your mail\"");
    return false;
  }
  return true;
}

void read_documentation(const Node& node, ProviderBlock& draft) {
  std::optional<UrlPattern> url;
  node.read(parse_url, url);
  const std::vector<Node> titles = node.children();
  if (!check_titles(titles)) return;
  std::vector<Documentation::Text> texts;
  for (const Node& text : titles) {
    Documentation::Text entry{text.key(), {}};
    const bool again = std::any_of(texts.begin(), texts.end(), [&](const auto& other) {
      return other.language == entry.language;
    });
    const auto language = parse_language(text.key());
    if (!language)
      node.at(text).error(language.error());
    else if (again)
      text.error("is given twice");
    else if (text.has_block())
      text.error("takes no block");
    else if (text.value().empty())
      text.error("needs a value");
    else
      text.read(parse_text, entry.text);
    texts.push_back(std::move(entry));
  }
  if (url) draft.provider.documentation.push_back({*std::move(url), std::move(texts)});
}

Look& look_of(ProviderBlock& draft) {
  auto& look = draft.provider.look;
  if (!look) look = std::make_unique<Look>();
  return *look;
}

template <auto member, auto parse>
void set_look(const Node& node, ProviderBlock& draft) {
  node.read(parse, look_of(draft).*member);
}

template <ServerType type>
void read_mail_server(const Node& node, ProviderBlock& draft) {
  draft.servers.emplace_back(type, node);
}

constexpr auto oauth2_settings = std::to_array<Setting<OAuth2>>({
    {{"issuer", once, value, "issuer"}, store<parse_issuer, &OAuth2::issuer>},
    {{"scope", once, value, "text"}, store<parse_text, &OAuth2::scope>},
    {{"authorize", once, value, "fixed-https-url"},
     store<parse_fixed_https_url, &OAuth2::authorize>},
    {{"token", once, value, "fixed-https-url"}, store<parse_fixed_https_url, &OAuth2::token>},
});
constexpr SettingTable oauth2_table(Context::oauth2, "oauth2", oauth2_settings);

void read_oauth2(const Node& node, ProviderBlock& draft) {
  OAuth2& oauth2 = *(draft.provider.oauth2 = std::make_unique<OAuth2>());
  const bool understood = read_settings(node, oauth2_table, oauth2);
  if (understood && !node.has("issuer")) node.error("needs an issuer");
}

constexpr auto own_settings = std::to_array<Setting<ProviderBlock>>({
    {{"name", once, value, "text"}, set<&Provider::name, parse_text>},
    {{"short-name", once, value, "text"}, set<&Provider::short_name, parse_text>},
    {{"domain", many, value, "domain"}, read_domain},
    {{"domains-file", many, value_and_block, "file"}, read_domains},
    {{"domain-map", many, value, "map"}, read_domain_map},
    {{"login-map", many, value, "map"}, read_login_map},
    {{"login", once, value, "login", "%EMAILADDRESS%"}, set<&Provider::login, parse_login>},
    {{"auth", many, value, "auth", "password-cleartext"},
     [](const Node& node, ProviderBlock& draft) { read_auth(node, draft.provider.auth); }},
    {{"imap", many, value_and_block, "host"}, read_mail_server<ServerType::imap>},
    {{"pop3", many, value_and_block, "host"}, read_mail_server<ServerType::pop3>},
    {{"smtp", many, value_and_block, "host"}, read_mail_server<ServerType::smtp>},
    {{"sieve", once, value_and_block, "host"}, read_mail_server<ServerType::sieve>},
    {{"documentation", many, value_and_block, "url"}, read_documentation},
    {{"accent", once, value, "colour"}, set_look<&Look::accent, parse_colour>},
    {{"logo", once, value, "picture"},
     [](const Node& node, ProviderBlock& draft) { read_logo(node, look_of(draft).logo); }},
    {{"imprint", once, value, "fixed-url"}, set_look<&Look::imprint, parse_fixed_url>},
    {{"extensions", once, value, "yes-no", "no"}, set<&Provider::extensions, parse_yes>},
    {{"oauth2", once, block}, read_oauth2},
    {{"redirect-url", once, value, "fixed-https-url"},
     set<&Provider::redirect_url, parse_fixed_https_url>},
    {{"redirect-address", once, value, "address"},
     set<&Provider::redirect_address, parse_address_pattern>},
});
constexpr auto provider_settings = [] {
  std::array<Setting<ProviderBlock>, std::size(own_settings) + std::size(services)> all = {};
  const auto rest = std::copy(std::begin(own_settings), std::end(own_settings), all.begin());
  std::transform(std::begin(services), std::end(services), rest, [](const Service& service) {
    return Setting<ProviderBlock>{
        {service.word, once, value, service.is_page ? "url" : "https-url"}, read_service};
  });
  return all;
}();
constexpr SettingTable provider_table(Context::provider, "provider", provider_settings);

/** Sorts incoming servers: first all of the type that comes first, then the others, otherwise in
    the order of the file. */
void sort_incoming(std::vector<Server>& servers) {
  if (servers.empty()) return;
  const bool pop3_first = servers.front().type == ServerType::pop3;
  std::stable_partition(servers.begin(), servers.end(), [&](const Server& server) {
    return (server.type == ServerType::pop3) == pop3_first;
  });
}

/** Returns the first domain, with U-labels. For a provider that only has `domain *` or maps,
    returns the provider's key if people can read it. */
std::string default_name(const ProviderBlock& draft) {
  const auto name =
      parse_text(draft.first_domain.empty() ? draft.provider.key : to_u_labels(draft.first_domain));
  return abbreviate(name.value_or("mail"), longest_name);
}

void add_server(Provider& provider, Server server) {
  if (server.type == ServerType::sieve)
    provider.sieve = std::make_unique<Server>(std::move(server));
  else
    (server.type == ServerType::smtp ? provider.outgoing : provider.incoming)
        .push_back(std::move(server));
}

void finish(ProviderBlock& draft) {
  Provider& provider = draft.provider;
  for (const auto& [type, node] : draft.servers)
    if (auto server = read_server(node, type, provider)) add_server(provider, *std::move(server));
  sort_incoming(provider.incoming);
  if (provider.look) derive_style(*provider.look);
  if (provider.name.empty()) provider.name = default_name(draft);
  if (provider.short_name.empty())
    provider.short_name = abbreviate(provider.name, longest_short_name);
}

bool leads_back(const ProviderBlock& draft) {
  const Provider& provider = draft.provider;
  if (provider.redirect_url)
    return read_host(draft.catalog, provider.redirect_url->host()).provider == &provider;
  const auto asked = Address::parse("a@" + draft.first_domain);
  if (!provider.redirect_address || !asked) return false;
  const auto target = Address::parse(provider.redirect_address->expand(*asked));
  return target && draft.catalog.find(target->domain()) == &provider;
}

void check_redirect(const Node& node, const ProviderBlock& draft) {
  const Provider& provider = draft.provider;
  if (provider.redirect_url && provider.redirect_address)
    node.error("has both redirect-url and redirect-address; remove one of them");
  if (leads_back(draft))
    node.error("redirects to one of its own domains, which never ends; redirect to another domain");
  if (provider.redirects() && !draft.servers.empty())
    node.error("has servers and a redirect; remove one or the other");
  if (provider.redirects() && !provider.login_maps.empty())
    node.at("login-map").error("has a login-map and a redirect; remove one of them");
}

/** Returns whether the scanner reported an error on a line of the block or of a block in it. */
bool has_spoilt_line(const Node& block) {
  const std::vector<Node> nodes = block.children();
  return block.is_spoilt() || std::any_of(nodes.begin(), nodes.end(), has_spoilt_line);
}

}  // namespace

void read_provider(const Node& node, Catalog& catalog, const ProviderPlaces& places) {
  const std::size_t errors_before = node.problems().errors();
  ProviderBlock draft{catalog, places, catalog.add_provider(node.value())};
  const bool understood = read_settings(node, provider_table, draft);
  if (understood && !node.has("domain") && !node.has("domains-file") && !node.has("domain-map"))
    node.error("has no domain; add one, or write \"domain *\" for any domain");
  check_redirect(node, draft);
  const bool named = !draft.provider.name.empty();
  const bool for_many =
      draft.domains > 1 || draft.first_domain.empty() || !draft.provider.domain_maps.empty();
  finish(draft);
  // For a provider with errors, warnings are not worth reading.
  if (node.problems().errors() > errors_before) return;
  if (errors_before > 0 && has_spoilt_line(node)) return;
  lint_provider(node, draft.provider);
  lint_shared_logins(node, draft.provider, catalog);
  if (!named && for_many && !draft.provider.redirects()) lint_missing_name(node, draft.provider);
}

std::span<const SettingInfo> provider_settings() noexcept {
  return provider_table.infos;
}

void list_provider_settings(std::string& text) {
  list_settings(provider_table, text);
  list_server_settings(text);
  list_settings(oauth2_table, text);
  list_domains_file_settings(text);
}

}  // namespace fingerpost
