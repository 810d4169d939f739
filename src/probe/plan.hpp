// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "probe/survey.hpp"

/** Functions that decide what to look up next, from what is known so far. */
namespace fingerpost {

/** Returns the registrable domain according to the Public Suffix List, such as `example.com` for
    `a.b.example.com`; empty if there is none. */
std::string base_domain(const std::string& host);

/** Returns the names of the SRV records that mail, calendar and contacts clients look up, in order.
    */
std::vector<std::string> service_names(const Domain& domain);

/** Returns everything that clients look up about a domain and its usual names. */
std::vector<DnsQuestion> planned_questions(const Domain& domain);

/** Returns the URLs that clients try, from the domain's names and from its records. Needs the
    answers to the planned questions. */
std::vector<WebFinding> planned_urls(const Survey& survey);

/** Returns the mail servers of the configuration, then further ones in the answers at the URLs,
    then the ManageSieve servers in the SRV records. */
std::vector<MailServer> planned_mail_servers(const Survey& survey);

/** Returns the value of `Survey::reference`. Needs the answers at the URLs. */
std::vector<MailServer> reference_servers(const Survey& survey);

}  // namespace fingerpost
