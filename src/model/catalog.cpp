// SPDX-License-Identifier: MIT
#include "model/catalog.hpp"

#include <algorithm>

namespace fingerpost {

std::optional<DomainPattern> DomainPattern::parse(std::string_view text) {
  if (text == "*") return DomainPattern{Kind::any, {}};
  const bool wildcard = text.starts_with("*.");
  auto domain = Domain::parse(wildcard ? text.substr(2) : text);
  if (!domain) return std::nullopt;
  return DomainPattern{wildcard ? Kind::subdomains : Kind::exact, domain->text()};
}

std::string DomainPattern::text() const {
  switch (kind) {
    case Kind::exact:
      return name;
    case Kind::subdomains:
      return "*." + name;
    case Kind::any:
      return "*";
  }
  return {};
}

Provider& Catalog::add_provider(std::string key) {
  Provider& provider = *providers_.emplace_back(std::make_unique<Provider>());
  provider.key = std::move(key);
  return provider;
}

std::string_view Catalog::keep(std::string_view name) {
  char* const copy = static_cast<char*>(memory_->allocate(name.size(), 1));
  std::copy(name.begin(), name.end(), copy);
  return {copy, name.size()};
}

const Provider* Catalog::add_domain(const DomainPattern& pattern, const Provider& provider) {
  if (pattern.kind == DomainPattern::Kind::any) {
    if (any_) return any_;
    any_ = &provider;
    return nullptr;
  }
  Names& names = pattern.kind == DomainPattern::Kind::exact ? exact_ : subdomains_;
  if (const auto entry = names.find(pattern.name); entry != names.end()) return entry->second;
  names.emplace(keep(pattern.name), &provider);
  return nullptr;
}

const Map& Catalog::add_map(Map map) {
  return *maps_.emplace_back(std::make_unique<Map>(std::move(map)));
}

const Map* Catalog::find_map(std::string_view text) const noexcept {
  const auto found =
      std::find_if(maps_.begin(), maps_.end(), [&](const auto& map) { return map->text == text; });
  return found == maps_.end() ? nullptr : found->get();
}

std::vector<const Map*> Catalog::maps() const {
  std::vector<const Map*> all;
  for (const auto& map : maps_) all.push_back(map.get());
  return all;
}

void Catalog::set_maps_socket(const std::string& path) {
  for (const auto& map : maps_)
    if (map->type->reader == MapReader::mapd) map->socket = path;
}

const Provider* Catalog::add_domain_map(const Map& map, Provider& provider) {
  const auto other = std::find_if(domain_maps_.begin(), domain_maps_.end(),
                                  [&](const DomainMap& entry) { return entry.map == &map; });
  if (other != domain_maps_.end()) return other->provider;
  domain_maps_.push_back({&map, &provider});
  provider.domain_maps.push_back(&map);
  return nullptr;
}

void Catalog::expect(std::size_t more) {
  // Growing in small steps would rehash the names at each step.
  if (more > exact_.size()) exact_.reserve(exact_.size() + more);
}

const Provider* Catalog::find(const Domain& domain) const {
  const Provider* const listed = find_listed(domain);
  return listed ? listed : any_;
}

const Provider* Catalog::find_listed(const Domain& domain) const {
  std::string_view name = domain.text();
  if (const auto entry = exact_.find(name); entry != exact_.end()) return entry->second;
  if (subdomains_.empty()) return nullptr;
  for (auto dot = name.find('.'); dot != name.npos; dot = name.find('.')) {
    name.remove_prefix(dot + 1);
    if (const auto entry = subdomains_.find(name); entry != subdomains_.end()) return entry->second;
  }
  return nullptr;
}

std::size_t Catalog::domains() const noexcept {
  return exact_.size() + subdomains_.size() + (any_ ? 1 : 0);
}

std::vector<Catalog::Entry> Catalog::entries() const {
  std::vector<Entry> entries;
  entries.reserve(domains());
  const auto append = [&](const Names& names, DomainPattern::Kind kind) {
    const auto first = static_cast<std::ptrdiff_t>(entries.size());
    for (const auto& [name, provider] : names)
      entries.push_back({{kind, std::string(name)}, provider});
    std::sort(entries.begin() + first, entries.end(),
              [](const Entry& a, const Entry& b) { return a.pattern.name < b.pattern.name; });
  };
  append(exact_, DomainPattern::Kind::exact);
  append(subdomains_, DomainPattern::Kind::subdomains);
  if (any_) entries.push_back({{DomainPattern::Kind::any, {}}, any_});
  return entries;
}

}  // namespace fingerpost
