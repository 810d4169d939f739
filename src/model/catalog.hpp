// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <memory_resource>
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
  Catalog() = default;
  Catalog(Catalog&&) = default;
  // The names would be left without their memory.
  Catalog& operator=(Catalog&&) = delete;

  /** A new provider without settings. It stays where it is for the life of the catalog. */
  Provider& add_provider(std::string key);
  /** The provider that the pattern belongs to already, else null and the pattern is added.
      `provider` is one of this catalog's. */
  const Provider* add_domain(const DomainPattern& pattern, const Provider& provider);

  /** Whether this very name was added, not just a pattern that covers it. */
  bool lists(const Domain& domain) const { return exact_.contains(domain.text()); }
  /** The exact name, else the longest `*.suffix`, else `*`, else null. */
  const Provider* find(const Domain& domain) const;
  /** Finds the provider of a domain as find() does, but ignores `*`. Returns null for a domain that
      nobody listed, which may be a stranger's. */
  const Provider* find_listed(const Domain& domain) const;
  /** Returns the provider of `*`, or null. */
  const Provider* find_any() const noexcept { return any_; }

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
  using Names = std::pmr::unordered_map<std::string_view, const Provider*>;

  /** A copy that lives as long as the catalog. */
  std::string_view keep(std::string_view name);

  std::vector<std::unique_ptr<Provider>> providers_;
  /** Holds the names and their tables: half of what they would take one by one. */
  std::unique_ptr<std::pmr::monotonic_buffer_resource> memory_ =
      std::make_unique<std::pmr::monotonic_buffer_resource>();
  Names exact_{memory_.get()};
  Names subdomains_{memory_.get()};
  const Provider* any_ = nullptr;
};

}  // namespace fingerpost
