// SPDX-License-Identifier: MIT
#include "base/cms_signer.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstring>

#include "base/file.hpp"

namespace fingerpost {

namespace {

/** OpenSSL needs 1.5 MB as soon as it is loaded, and few administrators sign profiles. So it is in
    a module of its own, found through the program's run path. */
constexpr const char* module_name = "fingerpost-cms.so";

tl::expected<PemFile, std::string> read_pem(const std::string& path) {
  auto content = read_file(path);
  if (!content) return tl::make_unexpected(fmt::format("{}: {}", path, content.error()));
  return PemFile{path, *std::move(content)};
}

/** Erases the file's content, so that a private key does not stay in memory that is reused. */
void wipe(PemFile& file) noexcept {
  explicit_bzero(file.content.data(), file.content.size());
}

}  // namespace

LoadedCmsSigner load_cms_signer(const std::string& certificate, const std::string& key,
                                const std::string& chain) {
  // Never closed, because its signers use it for as long as they live.
  void* const module = dlopen(module_name, RTLD_NOW);
  void* const loader = module ? dlsym(module, "fingerpost_load_cms_signer") : nullptr;
  if (!loader)
    return tl::make_unexpected(fmt::format("cannot load the signing module: {}", dlerror()));
  const auto certificate_file = read_pem(certificate);
  if (!certificate_file) return tl::make_unexpected(certificate_file.error());
  const auto chain_file = chain.empty() ? PemFile() : read_pem(chain);
  if (!chain_file) return tl::make_unexpected(chain_file.error());
  auto key_file = read_pem(key);
  if (!key_file) return tl::make_unexpected(key_file.error());
  auto signer =
      (*static_cast<const CmsSignerLoader*>(loader))(*certificate_file, *key_file, *chain_file);
  wipe(*key_file);
  return signer;
}

}  // namespace fingerpost
