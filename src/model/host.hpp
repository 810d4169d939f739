// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "model/catalog.hpp"
#include "model/domain.hpp"

namespace fingerpost {

/** Returns the name in a Host header, without the port, or nothing if the name is not legal. */
std::optional<Domain> name_of_host(std::string_view host);

/** Returns the part after the label that clients put before a domain: `autoconfig.`,
    `autodiscover.`, `ua-auto-config.`, or `www.`, to which web sites redirect them. Empty if the
    name, which is that of a Domain, has none of these labels. */
std::string_view behind_client_label(std::string_view name) noexcept;

/** Returns the domain that a Host header stands for, served or not, or nothing if the header has no
    legal name. It tries in this order:
    1. the whole name, if the catalog lists it: a domain's own name may begin with such a label;
    2. the name without two client labels, if the catalog lists that and at most `*` serves the
       name without one: a web site may also send autoconfig.example.com to
       www.autoconfig.example.com;
    3. the name without its client label, if that is served in any way: a listed domain, and one
       that `*.suffix` or `*` stands for, must not lose its clients to a pattern that also covers
       the host with the label;
    4. the whole name, if it begins with `www.` and a pattern covers it. The other labels belong
       to the clients: with `*.example.com` alone, autodiscover.example.com is a host of the domain
       example.com, which may have a mail service of its own;
    5. the name without its client label, or else the whole name. No provider serves it. */
std::optional<Domain> domain_of_host(const Catalog& catalog, std::string_view host);

}  // namespace fingerpost
