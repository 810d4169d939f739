// SPDX-License-Identifier: MIT
#include "config/settings.hpp"

#include <fmt/format.h>

#include "config/lint.hpp"
#include "config/provider.hpp"

namespace fingerpost {

namespace {

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

/** The files of `sign`, relative to the one that names them. */
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

constexpr Setting<SignFiles> sign_settings[] = {
    {"certificate", Times::once, Form::value, store_path<&SignFiles::certificate>},
    {"key", Times::once, Form::value,
     [](const Node& node, SignFiles& files) {
       store_path<&SignFiles::key>(node, files);
       lint_key_file(node, files.key);
     }},
    {"chain", Times::once, Form::value, store_path<&SignFiles::chain>},
};

/** Reports an error at the setting that names the file whose path begins the error. */
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
  if (!read_settings<SignFiles>(node, sign_settings, files)) return;
  if (files.certificate.empty() || files.key.empty())
    return node.error("needs a certificate and a key");
  auto signer = load_cms_signer(files.certificate, files.key, files.chain);
  if (signer)
    draft.state.signer = *std::move(signer);
  else
    blame(node, files, signer.error());
}

void read_named_provider(const Node& unnamed, Configuration& draft) {
  const Node node = unnamed.named();
  const auto [other, added] =
      draft.provider_places.emplace(node.value(), fmt::format("{}:{}", node.file(), node.line()));
  if (added)
    read_provider(node, draft.state.catalog, draft.provider_places);
  else
    node.error(fmt::format("is defined twice, first in {}", other->second));
}

constexpr Setting<Configuration> settings[] = {
    {"listen", Times::many, Form::value, read_listen},
    {"threads", Times::once, Form::value,
     [](const Node& node, Configuration& draft) {
       node.read(parse_threads, draft.settings.threads);
     }},
    {"request-memory", Times::once, Form::value,
     [](const Node& node, Configuration& draft) {
       node.read(parse_request_memory, draft.settings.request_memory);
     }},
    {"log-level", Times::once, Form::value,
     [](const Node& node, Configuration& draft) {
       node.read(parse_log_level, draft.settings.log_level);
     }},
    {"trusted-proxy", Times::many, Form::value, read_trusted_proxy},
    {"autodiscover-url", Times::once, Form::value, read_autodiscover_url},
    {"sign", Times::once, Form::block, read_sign},
    {"provider", Times::many, Form::value_and_block, read_named_provider},
};

}  // namespace

void read_settings(const Node& file, Configuration& draft) {
  read_settings<Configuration>(file, settings, draft, draft.seen);
}

}  // namespace fingerpost
