// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/endpoint.hpp"
#include "config/node.hpp"
#include "model/catalog.hpp"
#include "model/provider.hpp"
#include "model/url.hpp"

namespace fingerpost {

// Each function warns about something valid that breaks a client, and names the client or user. It
// warns at `node`, or at the setting in its block that is the cause.

void lint_provider(const Node& node, const Provider& provider);
/** Warns about login names that are one person's address in a domain of the provider. */
void lint_shared_logins(const Node& node, const Provider& provider, const Catalog& catalog);
/** Warns about the default name of a provider that has several domains or any domain. */
void lint_missing_name(const Node& node, const Provider& provider);
/** Returns the warning about a domain; empty if there is none. */
std::string lint_domain(const DomainPattern& pattern);
void lint_listen(const Node& node, const Endpoint& endpoint);
/** Warns about a key that other users can read or change. This one affects the administrator, not a
    client. */
void lint_key_file(const Node& node, const std::string& path);
void lint_trusted_proxy(const Node& node, const Network& network);
void lint_autodiscover_url(const Node& node, const Url& url);

}  // namespace fingerpost
