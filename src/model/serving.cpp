// SPDX-License-Identifier: MIT
#include "model/serving.hpp"

namespace fingerpost {

namespace {

Serving find_in_maps(const Catalog& catalog, const Domain& domain, Lookups& lookups) {
  Serving serving;
  if (domain.text().find('.') == std::string::npos) return serving;
  for (const auto& [map, provider] : catalog.domain_maps())
    switch (look_up(*map, domain.text(), lookups).kind) {
      case MapAnswer::Kind::found:
        return {Serving::Kind::known, provider};
      case MapAnswer::Kind::pending:
        return {Serving::Kind::pending};
      case MapAnswer::Kind::failed:
        serving.kind = Serving::Kind::unknown;
        break;
      case MapAnswer::Kind::absent:
        break;
    }
  return serving;
}

}  // namespace

Serving find_serving(const Catalog& catalog, const Domain& domain, Lookups& lookups) {
  if (const Provider* const listed = catalog.find_listed(domain))
    return {Serving::Kind::known, listed};
  return find_in_maps(catalog, domain, lookups);
}

Serving find_provider(const Catalog& catalog, const Domain& domain, Lookups& lookups) {
  Serving serving = find_serving(catalog, domain, lookups);
  if (serving.kind == Serving::Kind::known && !serving.provider)
    serving.provider = catalog.find_any();
  return serving;
}

}  // namespace fingerpost
