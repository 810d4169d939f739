// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "model/address.hpp"
#include "model/catalog.hpp"
#include "model/host.hpp"
#include "model/lookup.hpp"

namespace fingerpost {

/** The provider and the domain whose settings a request gets, and the user they are for. */
struct Subject {
  /** Lives as long as its catalog. */
  const Provider* provider;
  /** The domain that led to the provider. Host names of servers are filled in with this domain,
      never with one that is not configured. */
  Domain domain;
  /** The address in the request, if any. On an MX hop its domain is not `domain`. */
  std::optional<Address> address;
  /** Whether only `domain *` covers the domain, which may then be a stranger's. */
  bool is_strangers = false;
  /** The provider of the host's domain, in a map or not; null if nobody serves it. */
  const Provider* host_provider = nullptr;
  /** The login name from the provider's login-maps; see find_login(). */
  std::optional<Pattern> login = {};
};

/** The result of a search for a subject. */
struct Found {
  enum class Kind {
    somebody,
    nobody,
    /** A map failed, so it is unknown who serves the domain. */
    unknown,
    /** A map was queried; repeat the search when its answer is there. */
    pending,
  };

  Kind kind = Kind::nobody;
  /** Set if the kind is `somebody`. */
  std::optional<Subject> subject = {};
};

/** Finds the provider of the address's domain. If there is no address or nobody serves its domain,
    finds the provider of the host's domain: a client that came by MX or SRV sends its user's
    address to the provider's host. The order is: the exact name, the longest `*.suffix`, the first
    domain-map that has the domain, `*`. If a map failed and nothing before `*` has the domain, the
    subject is unknown, because another provider may serve it. Does not set the subject's `login`;
    see find_login(). Throws only bad_alloc. */
Found find_subject(const Catalog& catalog, const std::optional<Address>& address, const Host& host,
                   Lookups& lookups);

/** Sets the login name of a found subject; see look_up_login(). Changes the kind to `pending` if a
    map was queried for it. Throws only bad_alloc. */
void find_login(const Catalog& catalog, Found& found, Lookups& lookups);

/** Returns the login name for a server: the server's own, else the one that was looked up, else the
    provider's. The reference is valid as long as both arguments. */
const Pattern& login_of(const Server& server, const Subject& subject) noexcept;
/** Returns the login name for the provider's services, by the same rules. */
const Pattern& login_of(const Subject& subject) noexcept;

/** Expands a URL with the subject's address and domain. Returns nothing if it needs an address and
    the subject has none. */
std::optional<Url> url_for(const UrlPattern& url, const Subject& subject);
/** Expands the URL of a service in the same way. Also returns nothing if the provider does not
    offer the service. */
std::optional<Url> url_for(const Service& service, const Subject& subject);

/** Expands the provider's redirect-address. Returns nothing if there is none, or if it needs an
    address and the subject has none. */
std::optional<std::string> redirect_address(const Subject& subject);

}  // namespace fingerpost
