// SPDX-License-Identifier: MIT
#pragma once

#include "model/catalog.hpp"
#include "model/lookup.hpp"

namespace fingerpost {

/** What is known of who serves a domain. */
struct Serving {
  enum class Kind {
    known,
    /** A map failed, and no other map has the domain. */
    unknown,
    /** A map has been asked. */
    pending,
  };

  Kind kind = Kind::known;
  /** Null if nobody serves the domain, or if that is not known. */
  const Provider* provider = nullptr;
};

/** Finds the provider of a domain as Catalog::find_listed() does, and then in the domain-maps, in
    their order. Ignores `*`. A domain without a dot is not looked up: no mail domain of a map has
    such a name, and every scanner asks for `localhost`. */
Serving find_serving(const Catalog& catalog, const Domain& domain, Lookups& lookups);

/** Does the same, and takes the provider of `*` for a domain that nobody else serves. */
Serving find_provider(const Catalog& catalog, const Domain& domain, Lookups& lookups);

}  // namespace fingerpost
