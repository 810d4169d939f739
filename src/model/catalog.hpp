// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/domain.hpp"
#include "model/provider.hpp"

namespace fingerpost {

/** Which domains an entry of the catalog stands for. */
struct DomainPattern {
  enum class Kind { exact, subdomains, any };

  Kind kind;
  /** Empty for `any`. */
  std::string name;

  /** `example.com`, `*.example.com` (every subdomain, not the domain itself) or `*`. Nothing for
      anything else. */
  static std::optional<DomainPattern> parse(std::string_view text);

  /** As it is written. */
  std::string text() const;
};

/** Domain -> provider. Filled while a configuration loads, then only read, by any thread. */
class Catalog {
 public:
  /** A new provider without settings. It stays where it is for the life of the catalog. */
  Provider& add_provider(std::string key);
  /** The provider that the pattern belongs to already, else null and the pattern is added.
      `provider` is one of this catalog's. */
  const Provider* add_domain(DomainPattern pattern, const Provider& provider);

  /** The exact name, else the longest `*.suffix`, else `*`, else null. */
  const Provider* find(const Domain& domain) const;

  const std::vector<std::unique_ptr<Provider>>& providers() const noexcept { return providers_; }
  /** Patterns of every kind. */
  std::size_t domains() const noexcept;

  struct Entry {
    DomainPattern pattern;
    const Provider* provider;
  };
  /** All that was added: exact names, then `*.suffix`, then `*`; names in alphabetical order. */
  std::vector<Entry> entries() const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  using Names = std::unordered_map<std::string, const Provider*, Hash, std::equal_to<>>;

  std::vector<std::unique_ptr<Provider>> providers_;
  Names exact_;
  Names subdomains_;
  const Provider* any_ = nullptr;
};

}  // namespace fingerpost
