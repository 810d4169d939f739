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

/** The domains that an entry of the catalog stands for. */
struct DomainPattern {
  enum class Kind { exact, subdomains, any };

  Kind kind;
  /** The domain; empty for `any`. */
  std::string name;

  /** Parses `example.com`, `*.example.com` (every subdomain, not the domain itself) or `*`. Returns
      nothing for anything else. */
  static std::optional<DomainPattern> parse(std::string_view text);

  /** Returns the pattern as parse() reads it. */
  std::string text() const;
};

/** Maps domains to providers, and owns the providers and the maps. It is filled while a configuration loads; then any thread may read
    it. */
class Catalog {
 public:
  Catalog() = default;
  Catalog(Catalog&&) = default;
  // The names would be left without their memory.
  Catalog& operator=(Catalog&&) = delete;

  /** Returns a new provider without settings, which stays where it is as long as the catalog
      lives. */
  Provider& add_provider(std::string key);
  /** Adds a pattern for a provider of this catalog. Returns null, or the provider that has the pattern
      already. */
  const Provider* add_domain(const DomainPattern& pattern, const Provider& provider);

  /** Keeps a map as long as the catalog lives. No two maps may have the same text. */
  const Map& add_map(Map map);
  /** Returns the map with this text, or null. */
  const Map* find_map(std::string_view text) const noexcept;
  /** Sets the socket of the maps that fingerpost-mapd reads. */
  void set_maps_socket(const std::string& path);
  /** Lets a provider of this catalog serve the domains of a map of this catalog. Returns null, or
      the provider that has the map already. */
  const Provider* add_domain_map(const Map& map, Provider& provider);

  /** Makes room for so many more names at once, which spares moving those that are there again and
      again. */
  void expect(std::size_t more);

  /** Whether this name itself was added, and not only a pattern that covers it. */
  bool lists(const Domain& domain) const { return exact_.contains(domain.text()); }
  /** Returns the provider of the exact name, else of the longest `*.suffix`, else of `*`, else null.
      Never allocates. */
  const Provider* find(const Domain& domain) const;
  /** Finds the provider of a domain as find() does, but ignores `*`. Returns null for a domain that
      nobody listed, which may be a stranger's. */
  const Provider* find_listed(const Domain& domain) const;
  /** Returns the provider of `*`, or null. */
  const Provider* find_any() const noexcept { return any_; }

  const std::vector<std::unique_ptr<Provider>>& providers() const noexcept { return providers_; }
  /** Returns all maps, in the order in which they were added. */
  std::vector<const Map*> maps() const;

  struct DomainMap {
    const Map* map;
    const Provider* provider;
  };
  /** Returns the maps of domains in the order in which they are asked. */
  const std::vector<DomainMap>& domain_maps() const noexcept { return domain_maps_; }

  /** Returns the number of patterns of every kind. */
  std::size_t domains() const noexcept;

  struct Entry {
    DomainPattern pattern;
    const Provider* provider;
  };
  /** Returns all that was added: exact names, then `*.suffix`, then `*`; names in alphabetical
      order. */
  std::vector<Entry> entries() const;

 private:
  using Names = std::pmr::unordered_map<std::string_view, const Provider*>;

  /** Returns a copy that lives as long as the catalog. */
  std::string_view keep(std::string_view name);

  std::vector<std::unique_ptr<Provider>> providers_;
  std::vector<std::unique_ptr<Map>> maps_;
  std::vector<DomainMap> domain_maps_;
  /** Holds the names and their tables in half of the memory that single allocations would take. */
  std::unique_ptr<std::pmr::monotonic_buffer_resource> memory_ =
      std::make_unique<std::pmr::monotonic_buffer_resource>();
  Names exact_{memory_.get()};
  Names subdomains_{memory_.get()};
  const Provider* any_ = nullptr;
};

}  // namespace fingerpost
