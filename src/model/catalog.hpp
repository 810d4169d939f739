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
#include "model/map.hpp"
#include "model/provider.hpp"

namespace fingerpost {

/** A pattern of domains in the catalog. */
struct DomainPattern {
  enum class Kind { exact, subdomains, any };

  Kind kind;
  /** The domain; empty for `any`. */
  std::string name;

  /** Parses `example.com`, `*.example.com` (every subdomain, but not the domain itself) or `*`.
      Returns nothing for any other text. */
  static std::optional<DomainPattern> parse(std::string_view text);

  /** Returns the pattern in the form that parse() reads. */
  std::string text() const;
};

/** Maps domains to providers, and owns the providers and the maps. It is filled while a
    configuration loads; afterwards any thread may read it. */
class Catalog {
 public:
  Catalog() = default;
  Catalog(Catalog&&) = default;
  // Deleted, because the names would lose their memory.
  Catalog& operator=(Catalog&&) = delete;

  /** Adds a provider without settings. Its address stays valid as long as the catalog lives. */
  Provider& add_provider(std::string key);
  /** Adds a pattern for a provider of this catalog. Returns null, or the provider that already has
      the pattern. */
  const Provider* add_domain(const DomainPattern& pattern, const Provider& provider);

  /** Adds a map and keeps it as long as the catalog lives. No two maps may have the same text. */
  const Map& add_map(Map map);
  /** Returns the map with this text, or null. */
  const Map* find_map(std::string_view text) const noexcept;
  /** Sets the socket of the maps that fingerpost-mapd reads. */
  void set_maps_socket(const std::string& path);
  /** Makes a provider of this catalog serve the domains in a map of this catalog. Returns null, or
      the provider that already has the map. */
  const Provider* add_domain_map(const Map& map, Provider& provider);

  /** Reserves room for `more` additional names, so that adding them rarely rehashes the others. */
  void expect(std::size_t more);

  /** Whether this exact name was added, not just a pattern that covers it. */
  bool lists(const Domain& domain) const { return exact_.contains(domain.text()); }
  /** Returns the provider of the exact name, else of the longest `*.suffix`, else of `*`, else
      null. Never allocates. */
  const Provider* find(const Domain& domain) const;
  /** Like find(), but ignores `*`. Returns null for a domain that is not listed, which may be a
      stranger's. */
  const Provider* find_listed(const Domain& domain) const;
  /** Returns the provider of `*`, or null. */
  const Provider* find_any() const noexcept { return any_; }

  const std::vector<std::unique_ptr<Provider>>& providers() const noexcept { return providers_; }
  /** Returns all maps in the order they were added. */
  std::vector<const Map*> maps() const;

  struct DomainMap {
    const Map* map;
    const Provider* provider;
  };
  /** Returns the domain-maps in the order they are queried. */
  const std::vector<DomainMap>& domain_maps() const noexcept { return domain_maps_; }

  /** Returns the number of patterns of every kind. */
  std::size_t domains() const noexcept;

  struct Entry {
    DomainPattern pattern;
    const Provider* provider;
  };
  /** Returns all patterns with their providers: exact names, then `*.suffix`, then `*`; names in
      alphabetical order. */
  std::vector<Entry> entries() const;

 private:
  using Names = std::pmr::unordered_map<std::string_view, const Provider*>;

  /** Returns a copy of the name that lives as long as the catalog. */
  std::string_view keep(std::string_view name);

  std::vector<std::unique_ptr<Provider>> providers_;
  std::vector<std::unique_ptr<Map>> maps_;
  std::vector<DomainMap> domain_maps_;
  /** Holds the names and their tables, in half the memory that single allocations would need. */
  std::unique_ptr<std::pmr::monotonic_buffer_resource> memory_ =
      std::make_unique<std::pmr::monotonic_buffer_resource>();
  Names exact_{memory_.get()};
  Names subdomains_{memory_.get()};
  const Provider* any_ = nullptr;
};

}  // namespace fingerpost
