// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "model/catalog.hpp"
#include "model/domain.hpp"

namespace fingerpost {

/** Returns the name in a Host header, without the port. Nothing where it is not a legal name. */
std::optional<Domain> name_of_host(std::string_view host);

/** Returns what follows the label that clients put before a domain: `autoconfig.`, `autodiscover.`,
    `ua-auto-config.`, or `www.`, where a web site sends them. Empty where the name, which is that of
    a Domain, has none of these. */
std::string_view behind_client_label(std::string_view name) noexcept;

/** Returns the domain that a Host header stands for, served or not. Nothing where the header has no
    legal name. In this order:
    1. the whole name, if the catalog lists it: a domain's own name may begin with such a label;
    2. the name without two client labels, if the catalog lists that and at most `*` serves the
       name without one: a web site may also send autoconfig.example.com to
       www.autoconfig.example.com;
    3. the name without its client label, if that is served in any way: a listed domain, and one
       that `*.suffix` or `*` stands for, must not lose its clients to a pattern that also stands
       for the host with the label;
    4. the whole name, if it begins with `www.` and a pattern stands for it. The other labels belong
       to the clients: with `*.example.com` alone, autodiscover.example.com is a host of the domain
       example.com, which may have a mail service of its own;
    5. the name without its client label, or else the whole name. Nobody serves it. */
std::optional<Domain> domain_of_host(const Catalog& catalog, std::string_view host);

}  // namespace fingerpost
