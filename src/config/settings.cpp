// SPDX-License-Identifier: MIT
#include "config/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "config/domains_file.hpp"
#include "config/lint.hpp"

namespace fingerpost {

namespace {

/** A server before the provider's defaults are known. */
struct ServerDraft {
  ServerType type;
  Pattern host;
  std::optional<std::uint16_t> port = {};
  Security security = Security::tls;
  std::optional<Pattern> login = {};
  std::vector<Auth> auth = {};
};

struct ProviderDraft {
  Catalog& catalog;
  Provider& provider;
  bool lists_domains = false;
  std::string first_domain = {};
  std::optional<Pattern> login = {};
  std::vector<Auth> auth = {};
  std::vector<ServerDraft> servers = {};
};

template <class Target>
using Times = typename Setting<Target>::Times;
template <class Target>
using Form = typename Setting<Target>::Form;

void read_auth(const Node& node, std::vector<Auth>& methods) {
  const auto renamed = [&](std::string_view name, Auth method) {
    node.warning(
        fmt::format("\"{0}\" is the old name of {1}, which Thunderbird for Android and iOS "
                    "do not know; {1} is sent",
                    node.value(), name));
    methods.push_back(method);
  };
  if (equal_ignoring_case(node.value(), "plain"))
    renamed("password-cleartext", Auth::password_cleartext);
  else if (equal_ignoring_case(node.value(), "secure"))
    renamed("password-encrypted", Auth::password_encrypted);
  else
    node.append(parse_auth, methods);
}

constexpr Setting<ServerDraft> server_settings[] = {
    {"port", Times<ServerDraft>::once, Form<ServerDraft>::value,
     [](const Node& node, ServerDraft& server) { node.read(parse_port, server.port); }},
    {"security", Times<ServerDraft>::once, Form<ServerDraft>::value,
     [](const Node& node, ServerDraft& server) { node.read(parse_security, server.security); }},
    {"login", Times<ServerDraft>::once, Form<ServerDraft>::value,
     [](const Node& node, ServerDraft& server) { node.read(parse_login, server.login); }},
    {"auth", Times<ServerDraft>::many, Form<ServerDraft>::value,
     [](const Node& node, ServerDraft& server) { read_auth(node, server.auth); }},
};

template <ServerType type>
void read_server(const Node& node, ProviderDraft& draft) {
  // A host that is wrong has been reported; the rest of the block is read to report that too.
  ServerDraft server{type, *Pattern::parse({})};
  node.read(parse_host, server.host);
  read_settings<ServerDraft>(node, server_settings, server);
  draft.servers.push_back(std::move(server));
}

/** What is wrong with it, if anything is. */
std::optional<std::string> add_domain(ProviderDraft& draft, std::string_view text) {
  draft.lists_domains = true;
  auto pattern = parse_domain(text);
  if (!pattern) return pattern.error();
  if (draft.first_domain.empty()) draft.first_domain = pattern->name;
  const Provider* const owner = draft.catalog.add_domain(*std::move(pattern), draft.provider);
  if (!owner) return std::nullopt;
  if (owner == &draft.provider) return fmt::format("\"{}\" is listed twice", text);
  return fmt::format("\"{}\" is already listed by provider {}", text, owner->key);
}

void read_domain(const Node& node, ProviderDraft& draft) {
  if (const auto complaint = add_domain(draft, node.value())) node.error(*complaint);
}

void read_domains(const Node& node, ProviderDraft& draft) {
  draft.lists_domains = true;
  read_domains_file(node, [&](std::string_view domain) { return add_domain(draft, domain); });
}

bool is_language(std::string_view text) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return (text.size() == 2 || text.size() == 3) && std::all_of(text.begin(), text.end(), is_letter);
}

void read_documentation(const Node& node, ProviderDraft& draft) {
  Documentation page;
  node.read(parse_url, page.url);
  for (const Node& text : node.children()) {
    Documentation::Text entry{text.key(), {}};
    const bool again = std::any_of(page.texts.begin(), page.texts.end(), [&](const auto& other) {
      return other.language == entry.language;
    });
    if (!is_language(text.key()))
      node.error(fmt::format("\"{}\" is not a language code (two or three small letters, like en)",
                             text.key()));
    else if (again)
      text.error("is given twice");
    else if (text.value().empty())
      text.error("needs a value");
    else
      text.read(parse_text, entry.text);
    page.texts.push_back(std::move(entry));
  }
  draft.provider.documentation.push_back(std::move(page));
}

constexpr auto once = Times<ProviderDraft>::once;
constexpr auto many = Times<ProviderDraft>::many;
constexpr auto value = Form<ProviderDraft>::value;
constexpr auto value_and_block = Form<ProviderDraft>::value_and_block;

constexpr Setting<ProviderDraft> provider_settings[] = {
    {"name", once, value,
     [](const Node& node, ProviderDraft& draft) { node.read(parse_text, draft.provider.name); }},
    {"short-name", once, value,
     [](const Node& node, ProviderDraft& draft) {
       node.read(parse_text, draft.provider.short_name);
     }},
    {"domain", many, value, read_domain},
    {"domains-file", many, value, read_domains},
    {"login", once, value,
     [](const Node& node, ProviderDraft& draft) { node.read(parse_login, draft.login); }},
    {"auth", many, value,
     [](const Node& node, ProviderDraft& draft) { read_auth(node, draft.auth); }},
    {"imap", many, value_and_block, read_server<ServerType::imap>},
    {"pop3", many, value_and_block, read_server<ServerType::pop3>},
    {"smtp", many, value_and_block, read_server<ServerType::smtp>},
    {"webmail", once, value,
     [](const Node& node, ProviderDraft& draft) { node.read(parse_url, draft.provider.webmail); }},
    {"documentation", many, value_and_block, read_documentation},
};

Server finish(ServerDraft draft, const ProviderDraft& defaults) {
  if (!draft.login) draft.login = defaults.login;
  if (draft.auth.empty()) draft.auth = defaults.auth;
  return {draft.type,
          std::move(draft.host),
          draft.port.value_or(default_port(draft.type, draft.security)),
          draft.security,
          draft.login ? *std::move(draft.login) : *Pattern::parse("%EMAILADDRESS%"),
          draft.auth.empty() ? std::vector{Auth::password_cleartext} : std::move(draft.auth)};
}

/** Incoming servers of the kind that comes first, then the others, each as written. */
void sort_incoming(std::vector<Server>& servers) {
  if (servers.empty()) return;
  const bool pop3_first = servers.front().type == ServerType::pop3;
  std::stable_partition(servers.begin(), servers.end(), [&](const Server& server) {
    return (server.type == ServerType::pop3) == pop3_first;
  });
}

void finish(const Node& node, ProviderDraft& draft) {
  Provider& provider = draft.provider;
  for (ServerDraft& server : draft.servers) {
    auto& servers = server.type == ServerType::smtp ? provider.outgoing : provider.incoming;
    servers.push_back(finish(std::move(server), draft));
  }
  sort_incoming(provider.incoming);
  if (provider.name.empty())
    provider.name = draft.first_domain.empty() ? provider.key : draft.first_domain;
  if (provider.short_name.empty()) provider.short_name = provider.name;
  lint_provider(node, provider);
}

void read_provider(const Node& unnamed, Draft& draft) {
  const Node node = unnamed.named();
  const auto [other, added] = draft.provider_files.try_emplace(node.value(), node.file());
  if (!added) return node.error(fmt::format("is defined twice, first in {}", other->second));

  Provider& provider = draft.state.catalog.add_provider(node.value());
  ProviderDraft provider_draft{draft.state.catalog, provider};
  read_settings<ProviderDraft>(node, provider_settings, provider_draft);
  if (!provider_draft.lists_domains) node.error("has no domain; \"domain *\" stands for any");
  finish(node, provider_draft);
}

constexpr Setting<Draft> global_settings[] = {
    {"listen", Times<Draft>::many, Form<Draft>::value,
     [](const Node& node, Draft& draft) {
       if (node.append(parse_endpoint, draft.settings.listen))
         lint_listen(node, draft.settings.listen.back());
     }},
    {"threads", Times<Draft>::once, Form<Draft>::value,
     [](const Node& node, Draft& draft) { node.read(parse_threads, draft.settings.threads); }},
    {"log-level", Times<Draft>::once, Form<Draft>::value,
     [](const Node& node, Draft& draft) { node.read(parse_log_level, draft.settings.log_level); }},
    {"autodiscover-url", Times<Draft>::once, Form<Draft>::value,
     [](const Node& node, Draft& draft) {
       if (node.read(parse_https_url, draft.state.autodiscover_url))
         lint_autodiscover_url(node, draft.state.autodiscover_url);
     }},
    {"provider", Times<Draft>::many, Form<Draft>::value_and_block, read_provider},
};

}  // namespace

void read_settings(const Node& file, Draft& draft) {
  read_settings<Draft>(file, global_settings, draft, draft.seen);
}

}  // namespace fingerpost
