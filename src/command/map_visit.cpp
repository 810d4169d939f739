// SPDX-License-Identifier: MIT
#include "command/map_visit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.hpp"
#include "command/reported_lookups.hpp"
#include "command/terminal.hpp"
#include "lookup/patient_lookups.hpp"

namespace fingerpost {

namespace {

/** A domain that cannot exist (RFC 6761 section 6.4). */
constexpr std::string_view test_domain = "fingerpost-check.invalid";
constexpr std::string_view test_address = "fingerpost-check@fingerpost-check.invalid";

MapVisit visit(const Map& map, bool has_domains, PatientLookups& lookups) {
  if (map.content) return {&map, true, "has " + counted(map.content->size(), "key")};
  const MapAnswer answer = lookups.look_up(map, has_domains ? test_domain : test_address);
  const auto time = lookups.time();
  if (answer.kind == MapAnswer::Kind::failed)
    return {&map, false, describe_failure(map, lookups.failure(map)), time};
  if (answer.kind == MapAnswer::Kind::found && has_domains)
    return {
        &map, false,
        fmt::format("returns a value for {}, which cannot exist; check that its query uses the key",
                    test_domain),
        time};
  return {&map, true, fmt::format("answers in {:.1f} ms", time.count() * 1000), time};
}

}  // namespace

std::vector<MapVisit> visit_maps(const Catalog& catalog) {
  // The result already says why a map failed, so the log need not.
  set_log_level(LogLevel::error);
  PatientLookups lookups;
  const auto& domain_maps = catalog.domain_maps();
  std::vector<MapVisit> visits;
  for (const Map* const map : catalog.maps()) {
    const bool has_domains =
        std::any_of(domain_maps.begin(), domain_maps.end(),
                    [&](const Catalog::DomainMap& entry) { return entry.map == map; });
    visits.push_back(visit(*map, has_domains, lookups));
  }
  return visits;
}

}  // namespace fingerpost
