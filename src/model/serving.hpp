// SPDX-License-Identifier: MIT
#pragma once

#include "model/catalog.hpp"
#include "model/lookup.hpp"

namespace fingerpost {

/** The result of a search for the provider of a domain. */
struct Serving {
  enum class Kind {
    known,
    /** A map failed, and no other map has the domain. */
    unknown,
    /** A map was queried and its answer is pending. */
    pending,
  };

  Kind kind = Kind::known;
  /** Null if nobody serves the domain or the provider is not known. */
  const Provider* provider = nullptr;
};

/** Finds the provider of a domain like Catalog::find_listed(), and then in the domain-maps, in
    their order. Ignores `*`. Does not look up a domain without a dot in maps: no mail domain has
    such a name, and every scanner sends `localhost`. */
Serving find_serving(const Catalog& catalog, const Domain& domain, Lookups& lookups);

/** Like find_serving(), but returns the provider of `*` for a domain that nobody else serves. */
Serving find_provider(const Catalog& catalog, const Domain& domain, Lookups& lookups);

}  // namespace fingerpost
