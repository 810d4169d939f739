// SPDX-License-Identifier: MIT
#include "base/cms_signer.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

namespace fingerpost {

namespace {

/** OpenSSL takes up 1.5 MB as soon as it is there, and few administrators sign: so it is in a
    module of its own, found by the program's run path. */
constexpr const char* module_name = "fingerpost-cms.so";

}  // namespace

LoadedCmsSigner load_cms_signer(const std::string& certificate, const std::string& key,
                                const std::string& chain) {
  // Never closed: its signers live as long as anybody holds them.
  void* const module = dlopen(module_name, RTLD_NOW);
  void* const loader = module ? dlsym(module, "fingerpost_load_cms_signer") : nullptr;
  if (!loader) return tl::make_unexpected(fmt::format("needs OpenSSL's module: {}", dlerror()));
  return (*static_cast<const CmsSignerLoader*>(loader))(certificate, key, chain);
}

}  // namespace fingerpost
