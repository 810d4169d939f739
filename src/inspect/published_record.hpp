// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "inspect/findings.hpp"
#include "probe/dns_message.hpp"

/** MX and SRV records, which point mail and clients to a mail server. */
namespace fingerpost {

/** Returns the lookups for a domain: the SRV records of all types of mail server, best first (RFC
    6186, RFC 8314), then MX. */
std::vector<DnsQuestion> record_questions(const Domain& domain);

/** Adds the hosts in an answer and, from SRV records, the servers. Uses at most eight records.
    Skips a record that says that the service is not available (RFC 2782). */
void add_records(const DnsQuestion& question, const DnsAnswer& answer, Findings& findings);

}  // namespace fingerpost
