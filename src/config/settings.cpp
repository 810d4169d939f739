// SPDX-License-Identifier: MIT
#include "config/settings.hpp"

#include <fmt/format.h>

#include "config/lint.hpp"
#include "config/provider_block.hpp"

namespace fingerpost {

namespace {

using enum Times;
using enum Form;

void read_listen(const Node& node, Configuration& draft) {
  if (node.append(parse_endpoint, draft.settings.listen))
    lint_listen(node, draft.settings.listen.back());
}

void read_trusted_proxy(const Node& node, Configuration& draft) {
  if (node.append(parse_network, draft.state.trusted_proxies))
    lint_trusted_proxy(node, draft.state.trusted_proxies.back());
}

void read_autodiscover_url(const Node& node, Configuration& draft) {
  if (node.read(parse_fixed_https_url, draft.state.autodiscover_url))
    lint_autodiscover_url(node, *draft.state.autodiscover_url);
}

/** The files of `sign`, with their paths resolved. */
struct SignFiles {
  std::string certificate;
  std::string key;
  std::string chain;
};

template <auto member>
void store_path(const Node& node, SignFiles& files) {
  files.*member = node.path();
  node.note_file(files.*member);
}

constexpr auto sign_settings = std::to_array<Setting<SignFiles>>({
    {{"certificate", once, value, "file"}, store_path<&SignFiles::certificate>},
    {{"key", once, value, "file"},
     [](const Node& node, SignFiles& files) {
       store_path<&SignFiles::key>(node, files);
       lint_key_file(node, files.key);
     }},
    {{"chain", once, value, "file"}, store_path<&SignFiles::chain>},
});
constexpr SettingTable sign_table(Context::sign, "sign", sign_settings);

/** Reports an error at the setting whose file is named at the beginning of the error. */
void blame(const Node& node, const SignFiles& files, std::string_view error) {
  for (const auto& [word, path] :
       {std::pair{"certificate", &files.certificate}, {"key", &files.key}, {"chain", &files.chain}})
    if (!path->empty() && error.starts_with(*path)) return node.at(word).error(error);
  node.error(error);
}

void read_sign(const Node& node, Configuration& draft) {
  draft.sign_file = node.file();
  draft.sign_line = node.line();
  SignFiles files;
  if (!read_settings(node, sign_table, files)) return;
  if (files.certificate.empty() || files.key.empty())
    return node.error("needs a certificate and a key");
  if (!draft.signs) return;
  auto signer = load_cms_signer(files.certificate, files.key, files.chain);
  if (signer)
    draft.state.signer = *std::move(signer);
  else
    blame(node, files, signer.error());
}

void read_named_provider(const Node& unnamed, Configuration& draft) {
  const Node node = unnamed.named();
  const auto [other, added] = draft.provider_places.emplace(node.value(), node.where());
  if (added)
    read_provider(node, draft.state.catalog, draft.provider_places);
  else
    node.error("is defined twice, first in {}", other->second);
}

constexpr auto file_settings = std::to_array<Setting<Configuration>>({
    {{"listen", many, value, "endpoint"}, read_listen},
    {{"threads", once, value, "number", "4"},
     store<parse_threads, &Configuration::settings, &Settings::threads>},
    {{"request-memory", once, value, "size", "32M"},
     store<parse_memory, &Configuration::settings, &Settings::request_memory>},
    {{"log-level", once, value, "log-level", "info"},
     store<parse_log_level, &Configuration::settings, &Settings::log_level>},
    {{"log-format", once, value, "log-format", "text"},
     store<parse_log_format, &Configuration::settings, &Settings::log_format>},
    {{"maps-socket", once, value, "socket", "/run/fingerpost/maps.sock"},
     store<parse_socket, &Configuration::settings, &Settings::maps_socket>},
    {{"maps-memory", once, value, "size", "16M"},
     store<parse_memory, &Configuration::settings, &Settings::maps_memory>},
    {{"trusted-proxy", many, value, "network"}, read_trusted_proxy},
    {{"autodiscover-url", once, value, "fixed-https-url"}, read_autodiscover_url},
    {{"sign", once, block}, read_sign},
    {{"provider", many, value_and_block, "text"}, read_named_provider},
});
constexpr SettingTable file_table(Context::file, "file", file_settings);

}  // namespace

void read_settings(const Node& file, Configuration& draft, bool more_follow) {
  read_settings(file, file_table, draft, draft.seen, more_follow);
}

std::span<const SettingInfo> process_settings() noexcept {
  static_assert(file_table.infos.back().word == "provider");
  return std::span(file_table.infos).first<file_table.infos.size() - 1>();
}

std::string list_settings() {
  std::string text;
  list_settings(file_table, text);
  list_settings(sign_table, text);
  list_provider_settings(text);
  return text;
}

}  // namespace fingerpost
