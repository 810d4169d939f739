// SPDX-License-Identifier: MIT
#include "setup/domain_drift.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>

#include "base/file.hpp"
#include "config/map_setting.hpp"
#include "model/serving.hpp"
#include "setup/servers_here.hpp"

namespace fingerpost {

namespace {

/** The limit on differences of a kind that are listed one by one. */
constexpr std::size_t most_told = 10;

/** Adds differences up to the limit, and the number of the others. */
void add_some(std::vector<Difference> some, std::string_view rest,
              std::vector<Difference>& differences) {
  const std::size_t told = std::min(some.size(), most_told);
  const auto end = some.begin() + static_cast<std::ptrdiff_t>(told);
  std::move(some.begin(), end, std::back_inserter(differences));
  if (some.size() > told)
    differences.push_back(
        {fmt::format("{} more domains {}", some.size() - told, rest), "do the same for them"});
}

/** Returns whether a domain is the machine's own name, which every Postfix accepts mail for by
    default. */
bool is_own_name(const Findings& findings, const std::string& domain) {
  return std::any_of(findings.hosts.begin(), findings.hosts.end(),
                     [&](const Fact& host) { return host.value == domain; });
}

/** Returns whether the mail server has domains for people, rather than only sending the machine's
    own mail. */
bool has_mailboxes(const Findings& findings) {
  return !findings.domain_maps.empty() ||
         std::any_of(findings.domains.begin(), findings.domains.end(),
                     [&](const Fact& fact) { return !is_own_name(findings, fact.value); });
}

/** Adds domains that have mailboxes in the mail server's programs but no provider. */
void add_unserved(const Catalog& catalog, const Inspection& found, Lookups& lookups,
                  std::vector<Difference>& differences) {
  std::vector<Difference> some;
  std::set<std::string> seen;
  for (const Findings& findings : found) {
    if (findings.standing != Standing::configured) continue;
    for (const Fact& fact : findings.domains) {
      const auto domain = Domain::parse(fact.value);
      if (!domain || is_own_name(findings, fact.value)) continue;
      if (!seen.insert(domain->text()).second) continue;
      const Serving serving = find_provider(catalog, *domain, lookups);
      if (serving.kind == Serving::Kind::known && !serving.provider)
        some.push_back({fmt::format("{} has mailboxes ({}), but no provider serves it",
                                    domain->text(), fact.evidence),
                        fmt::format("add `domain {}`", domain->text())});
    }
  }
  add_some(std::move(some), "have mailboxes, but no provider serves them", differences);
}

/** All domains that the mail server accepts mail for, according to one source. */
class TakenDomains {
 public:
  explicit TakenDomains(const Findings& findings) {
    complete_ = findings.knows_all_domains;
    for (const auto* const facts : {&findings.domains, &findings.other_domains})
      for (const Fact& fact : *facts) names_.insert(fact.value);
    for (const auto* const facts : {&findings.domain_maps, &findings.other_domain_maps})
      for (const Fact& fact : *facts) add_map(fact.value);
  }

  /** Returns whether all domains are known, which requires that all maps are text files. */
  bool is_complete() const { return complete_; }

  bool has(const std::string& domain) const {
    return names_.contains(domain) ||
           std::any_of(texts_.begin(), texts_.end(),
                       [&](const auto& text) { return text->find(domain).has_value(); });
  }

 private:
  void add_map(const std::string& name) {
    const auto map = parse_map(name);
    const bool is_text = map && map->type->reader == MapReader::text;
    const auto content = is_text ? read_file(map->file) : tl::make_unexpected(std::string());
    complete_ &= content.has_value();
    if (content) texts_.push_back(std::make_unique<const TextTable>(*content));
  }

  bool complete_;
  std::set<std::string> names_;
  std::vector<std::unique_ptr<const TextTable>> texts_;
};

/** Adds served domains of this mail server that no longer have mailboxes there. */
void add_gone(const Catalog& catalog, const Inspection& found,
              std::vector<Difference>& differences) {
  const auto source = std::find_if(found.begin(), found.end(), [](const Findings& findings) {
    return findings.standing == Standing::configured && findings.knows_all_domains &&
           has_mailboxes(findings);
  });
  if (source == found.end()) return;
  const TakenDomains taken(*source);
  if (!taken.is_complete()) return;
  const ServersHere here(catalog, found);
  std::vector<Difference> some;
  for (const auto& [pattern, provider] : catalog.entries())
    if (pattern.kind == DomainPattern::Kind::exact && here.has(*provider) &&
        !taken.has(pattern.name))
      some.push_back({fmt::format("provider {}: the mail server accepts no mail for {} ({})",
                                  provider->key, pattern.name, source->source),
                      "remove the domain, or add it to the mail server again"});
  add_some(std::move(some), "are served, but the mail server accepts no mail for them",
           differences);
}

std::string_view folder_of(std::string_view file) {
  return file.substr(0, file.rfind('/') + 1);
}

/** Adds each map that is in the same folder as the mail server's maps, but which the mail server
    does not use. A map in another folder is the administrator's own. */
void add_other_maps(const Catalog& catalog, const Inspection& found,
                    std::vector<Difference>& differences) {
  std::vector<Fact> facts;
  for (const Findings& findings : found)
    if (findings.standing == Standing::configured)
      facts.insert(facts.end(), findings.domain_maps.begin(), findings.domain_maps.end());
  std::set<std::string_view> told;
  for (const Catalog::DomainMap& domain_map : catalog.domain_maps()) {
    const Map& map = *domain_map.map;
    const std::string& text = map.text;
    if (std::any_of(facts.begin(), facts.end(),
                    [&](const Fact& fact) { return fact.value == text; }))
      continue;
    const auto beside = std::find_if(facts.begin(), facts.end(), [&](const Fact& fact) {
      return !map.file.empty() && !catalog.find_map(fact.value) &&
             folder_of(fact.value.substr(fact.value.find(':') + 1)) == folder_of(map.file);
    });
    if (beside == facts.end() || !told.insert(text).second) continue;
    differences.push_back(
        {fmt::format("provider {}: the mail server does not look up its domains in domain-map {}, "
                     "but in {} ({})",
                     domain_map.provider->key, text, beside->value, beside->evidence),
         fmt::format("write `domain-map {}`", beside->value)});
  }
}

}  // namespace

void add_domain_drift(const Catalog& catalog, const Inspection& found, Lookups& lookups,
                      std::vector<Difference>& differences) {
  add_unserved(catalog, found, lookups, differences);
  add_gone(catalog, found, differences);
  add_other_maps(catalog, found, differences);
}

}  // namespace fingerpost
