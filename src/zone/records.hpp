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

/** How clients find the web server that answers. */
enum class RecordStyle {
  /** By names in each domain. The certificate must have all of them. */
  cname,
  /** By SRV and TXT records that name one host. */
  srv,
  /** By names in the domain of the MX host. The certificate must have these. */
  mx
};

/** The address of that web server. */
struct WebTarget {
  /** The host. For RecordStyle::mx it is the MX host, whose domain must have at least two
      labels. */
  std::optional<Domain> host;
  /** The addresses, if there is no host for an alias. */
  std::vector<std::string> ipv4 = {};
  std::vector<std::string> ipv6 = {};
};

/** The records for a domain, with related information. */
struct Records {
  /** Remarks for the reader, one line each. */
  std::vector<std::string> comments;
  std::vector<Record> records;
  /** The host names for https, which the certificate must have. */
  std::vector<std::string> names;
};

/** Returns the records that lead clients to the web server. The domain must be served. For
    RecordStyle::srv the target must have a host. */
Records web_records(const Domain& domain, const State& state, Lookups& lookups, RecordStyle style,
                    const WebTarget& target);

/** Returns the records for mail servers (RFC 6186, 8314): an SRV record for each server, and one
    that points to the root for each type that is not offered. */
Records mail_records(const Domain& domain, const std::vector<Server>& incoming,
                     const std::vector<Server>& outgoing);

/** Returns the records for mail servers and services (RFC 6764, 8620). For a provider that
    redirects, returns only a comment. */
Records service_records(const Domain& domain, const Provider& provider);

/** Returns the names, relative to the domain, of all SRV records that service_records() may
    return. */
std::vector<std::string_view> service_labels();

/** Returns the TXT record of the PACC answer, or nothing if PACC cannot describe the provider. */
std::optional<Record> pacc_record(const Domain& domain, const State& state, Lookups& lookups);

}  // namespace fingerpost
