// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "model/catalog.hpp"
#include "model/domain.hpp"

namespace fingerpost {

/** Which host a client asked, and how. */
struct Host {
  /** Whether the client used TLS. */
  bool https = true;
  /** The name without the port; nothing if it is not legal. */
  std::optional<Domain> name = {};
  /** The domain that the name stands for, served or not; nothing if the name is not legal. */
  std::optional<Domain> domain = {};
  /** The provider of the domain; null if nobody serves it. It lives as long as the catalog. */
  const Provider* provider = nullptr;
};

/** Returns the part of a Domain's name after its client label; empty if it has none. */
std::string_view behind_client_label(std::string_view name) noexcept;

/** Reads a Host header, perhaps with a port. The domain that its name stands for is, in this order:
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
Host read_host(const Catalog& catalog, std::string_view header, bool https = true);

}  // namespace fingerpost
