// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "model/address.hpp"
#include "model/catalog.hpp"
#include "model/host.hpp"

namespace fingerpost {

/** The provider and the domain whose settings a request gets, and for whom. */
struct Subject {
  /** Lives as long as the catalog it was found in. */
  const Provider* provider;
  /** The domain that led to the provider. Host names of servers are filled in with it, never with
      a domain that is not configured. */
  Domain domain;
  /** The address that the client asked about, if it gave one. On an MX hop its domain is not
      `domain`. */
  std::optional<Address> address;
};

/** Finds the provider of the address's domain or, if there is no address or nobody serves its domain,
    the provider of the host's domain: a client that came by MX or SRV asks the provider's host for
    somebody else's address. Returns nothing if neither domain is served. */
std::optional<Subject> find_subject(const Catalog& catalog, const std::optional<Address>& address,
                                    const Host& host);

/** Returns the URL with the address and the domain filled in. Returns nothing if it needs an address
    and the subject has none. */
std::optional<Url> url_for(const UrlPattern& url, const Subject& subject);
/** Returns the URL of a service likewise, or nothing if the provider does not offer it. */
std::optional<Url> url_for(const Service& service, const Subject& subject);

/** Returns the provider's redirect-address, filled in, or nothing if it has none, or if it needs an
    address and the subject has none. */
std::optional<std::string> redirect_address(const Subject& subject);

}  // namespace fingerpost
