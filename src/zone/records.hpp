// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/domain.hpp"
#include "model/lookup.hpp"
#include "model/state.hpp"
#include "zone/record.hpp"

namespace fingerpost {

/** How clients are led to the web server that answers. */
enum class RecordStyle {
  /** By names in each domain, all of which are in the certificate. */
  cname,
  /** By SRV and TXT records that name one host. */
  srv,
  /** By the domain of the MX host, whose names are in the certificate. */
  mx
};

/** Where that web server is. */
struct WebTarget {
  /** The host; for RecordStyle::mx the MX host, whose domain has at least two labels. */
  std::optional<Domain> host;
  /** The addresses, if there is no host that names could be an alias of. */
  std::vector<std::string> ipv4 = {};
  std::vector<std::string> ipv6 = {};
};

/** The records of a domain, and what they depend on. */
struct Records {
  /** Remarks to the reader, one line each. */
  std::vector<std::string> comments;
  std::vector<Record> records;
  /** The host names that clients ask over https: those of the certificate. */
  std::vector<std::string> names;
};

/** Returns the records that lead to the web server. The domain must be served; for RecordStyle::srv the
    target must have a host. */
Records web_records(const Domain& domain, const State& state, Lookups& lookups, RecordStyle style,
                    const WebTarget& target);

/** Returns the records that tell clients the mail servers (RFC 6186, 8314): an SRV record for each, and
    one to the root for each type that is not offered. */
Records mail_records(const Domain& domain, const std::vector<Server>& incoming,
                     const std::vector<Server>& outgoing);

/** Returns those and the records of services (RFC 6764, 8620), or nothing for a provider that
    redirects. */
Records service_records(const Domain& domain, const Provider& provider);

/** Returns the names, relative to the domain, of all SRV records that service_records() knows. */
std::vector<std::string_view> service_labels();

/** Returns the TXT record of the PACC answer, or nothing if PACC cannot describe the provider. */
std::optional<Record> pacc_record(const Domain& domain, const State& state, Lookups& lookups);

}  // namespace fingerpost
