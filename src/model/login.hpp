// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "model/catalog.hpp"
#include "model/lookup.hpp"

namespace fingerpost {

/** What a provider's login-maps say of an address. */
struct LookedUpLogin {
  /** A map has been asked. */
  bool pending = false;
  /** The login name, a pattern without placeholders. Nothing if the maps have none that may go out,
      or if it is the provider's own `login`. */
  std::optional<Pattern> login = {};
};

/** Looks up the login name of an address. The key is the whole address in lower case; if no map has
    it, the address without its `+tag`.

    A value may be a list with commas or white space, as in Postfix's smtpd_sender_login_maps. It is
    the login name if it is one name, or if the address itself is in the list. A map may also have
    the targets of aliases, and those must not go out: a name that is an address counts only if it is
    in the domain of the address, or if it has the same local part and its domain is one that the
    provider serves too. A name of more than 255 bytes, or with spaces, invisible characters or `%`,
    does not count either, nor does a command or a file of aliases(5). */
LookedUpLogin look_up_login(const Catalog& catalog, const Provider& provider,
                            const Address& address, Lookups& lookups);

}  // namespace fingerpost
