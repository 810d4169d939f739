// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "model/catalog.hpp"
#include "model/lookup.hpp"

namespace fingerpost {

/** The result of looking up an address in a provider's login-maps. */
struct LookedUpLogin {
  /** Whether a map was queried and its answer is pending. */
  bool pending = false;
  /** The login name, a pattern without placeholders. Empty if the maps have no name that may be
      published, or if it equals the provider's own `login`. */
  std::optional<Pattern> login = {};
};

/** Looks up the login name of an address. The key is the full address in lower case; if no map has
    it, the address without its `+tag`.

    A value may be a list separated by commas or white space, as in Postfix's
    smtpd_sender_login_maps. The login name is the address itself if it is in the list, otherwise
    the only name in the list. Maps may also hold the targets of aliases, which must not be
    published: a name that is an address counts only if it is in the domain of the address, or if it
    has the same local part and the provider also serves its domain. These do not count either: a
    name of more than 255 bytes or with spaces, invisible characters or `%`, and a command or a file
    of aliases(5). */
LookedUpLogin look_up_login(const Catalog& catalog, const Provider& provider,
                            const Address& address, Lookups& lookups);

}  // namespace fingerpost
