// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "model/address.hpp"
#include "model/catalog.hpp"
#include "model/host.hpp"
#include "model/lookup.hpp"

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
  /** Whether only `domain *` covers the domain, which may be a stranger's. */
  bool is_strangers = false;
  /** The provider of the host's domain, in a map or not; null if nobody serves it. */
  const Provider* host_provider = nullptr;
  /** The login name that the provider's login-maps have for the address; see find_login(). */
  std::optional<Pattern> login = {};
};

/** What a search for a subject came to. */
struct Found {
  enum class Kind {
    somebody,
    nobody,
    /** A map failed, so nobody can say who serves the domain. */
    unknown,
    /** A map has been asked; the search is to be done again once its answer is there. */
    pending,
  };

  Kind kind = Kind::nobody;
  /** Set if the kind is `somebody`. */
  std::optional<Subject> subject = {};
};

/** Finds the provider of the address's domain or, if there is no address or nobody serves its domain,
    the provider of the host's domain: a client that came by MX or SRV asks the provider's host for
    somebody else's address. The provider is that of the exact name, else of the longest `*.suffix`,
    else of the first domain-map that has the domain, else of `*`. A failed map leaves the subject
    unknown if nothing before `*` has the domain: another provider may serve it. Leaves the subject's
    `login` to find_login(). Throws only bad_alloc. */
Found find_subject(const Catalog& catalog, const std::optional<Address>& address, const Host& host,
                   Lookups& lookups);

/** Sets the login name of a subject that was found; see look_up_login(). The subject is pending if a
    map has been asked for it. Throws only bad_alloc. */
void find_login(const Catalog& catalog, Found& found, Lookups& lookups);

/** Returns the login name of a server: its own, else the one that was looked up, else the
    provider's. The reference lives as long as both arguments. */
const Pattern& login_of(const Server& server, const Subject& subject) noexcept;
/** Returns the login name of the provider's services likewise. */
const Pattern& login_of(const Subject& subject) noexcept;

/** Returns the URL with the address and the domain filled in. Returns nothing if it needs an address
    and the subject has none. */
std::optional<Url> url_for(const UrlPattern& url, const Subject& subject);
/** Returns the URL of a service likewise, or nothing if the provider does not offer it. */
std::optional<Url> url_for(const Service& service, const Subject& subject);

/** Returns the provider's redirect-address, filled in, or nothing if it has none, or if it needs an
    address and the subject has none. */
std::optional<std::string> redirect_address(const Subject& subject);

}  // namespace fingerpost
