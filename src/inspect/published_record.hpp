// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "inspect/findings.hpp"
#include "probe/dns_message.hpp"

/** MX and SRV records, which lead mail and clients to a mail server. */
namespace fingerpost {

/** Returns what to look up of a domain: the SRV records of all types of mail server, best first (RFC
    6186, RFC 8314), then MX. */
std::vector<DnsQuestion> record_questions(const Domain& domain);

/** Adds what the records of one answer say: hosts, and servers of SRV records. At most eight records
    count. A record that denies the service is passed over (RFC 2782). */
void add_records(const DnsQuestion& question, const DnsAnswer& answer, Findings& findings);

}  // namespace fingerpost
