// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "model/catalog.hpp"
#include "model/domain.hpp"

namespace fingerpost {

/** The host to which a client sent its request, and how. */
struct Host {
  /** Whether the client used TLS. */
  bool https = true;
  /** The name without the port; empty if it is invalid. */
  std::optional<Domain> name = {};
  /** The domain that the name stands for, served or not; empty if the name is invalid. */
  std::optional<Domain> domain = {};
  /** The provider of the domain; null if nobody serves it. It lives as long as the catalog. */
  const Provider* provider = nullptr;
};

/** Returns the part after the client label of a Domain's name; empty if it has none. */
std::string_view behind_client_label(std::string_view name) noexcept;

/** Reads a Host header, possibly with a port. The domain that its name stands for is the first of:
    1. the full name, if the catalog lists it: a domain's own name may begin with a client label;
    2. the name without two client labels, if the catalog lists that and at most `*` serves the
       name without one: a web site may redirect autoconfig.example.com to
       www.autoconfig.example.com;
    3. the name without its client label, if that is served in any way: a served domain must not
       lose its clients to a pattern that also covers the host with the label;
    4. the full name, if it begins with `www.` and a pattern covers it. This does not apply to the
       other labels: with `*.example.com` alone, autodiscover.example.com is a host of the domain
       example.com, which may have a mail service of its own;
    5. the name without its client label, or else the full name. No provider serves it. */
Host read_host(const Catalog& catalog, std::string_view header, bool https = true);

}  // namespace fingerpost
