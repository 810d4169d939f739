// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/domain.hpp"
#include "model/state.hpp"
#include "zone/record.hpp"

namespace fingerpost {

/** How clients are led to the web server that answers. */
enum class RecordStyle {
  /** Names in each domain, which all stand in the certificate. */
  cname,
  /** SRV and TXT records that name one host. */
  srv,
  /** The domain of the MX host, whose names stand in the certificate. */
  mx
};

/** Where that web server is. */
struct WebTarget {
  /** For RecordStyle::mx the MX host, which has a domain of at least two labels. */
  std::optional<Domain> host;
  /** Addresses, for names without a host to be an alias of. */
  std::vector<std::string> ipv4 = {};
  std::vector<std::string> ipv6 = {};
};

/** The records of a domain, and what they rest on. */
struct Records {
  /** For the reader, one line each. */
  std::vector<std::string> comments;
  std::vector<Record> records;
  /** The host names that clients ask over https: those of the certificate. */
  std::vector<std::string> names;
};

/** What leads to the web server. `domain` is served; for RecordStyle::srv the target has a host. */
Records web_records(const Domain& domain, const State& state, RecordStyle style,
                    const WebTarget& target);

/** What tells clients the mail servers (RFC 6186, 8314): an SRV record for each, and one to the
    root for each service that is not offered. */
Records mail_records(const Domain& domain, const std::vector<Server>& incoming,
                     const std::vector<Server>& outgoing);

/** Returns those and the records of services (RFC 6764, 8620), or nothing for a provider that
    redirects. */
Records service_records(const Domain& domain, const Provider& provider);

/** Returns the names, relative to the domain, of all SRV records that service_records() knows. */
std::vector<std::string_view> service_labels();

/** The TXT record of the PACC answer; nothing where PACC cannot describe the provider. */
std::optional<Record> pacc_record(const Domain& domain, const State& state);

}  // namespace fingerpost
