// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "probe/survey.hpp"

/** Works out what is to be looked up from what is known so far. */
namespace fingerpost {

/** Returns the registrable domain by the Public Suffix List: `example.com` for `a.b.example.com`.
    Empty if there is none. */
std::string base_domain(const std::string& host);

/** Returns the names of the SRV records that mail, calendar and contacts clients ask, in order. */
std::vector<std::string> service_names(const Domain& domain);

/** Returns all that clients ask about a domain and its usual names. */
std::vector<DnsQuestion> planned_questions(const Domain& domain);

/** Returns the URLs that clients ask, by the domain's names and by what its records lead to. Needs
    the answers to the planned questions. */
std::vector<WebFinding> planned_urls(const Survey& survey);

/** Returns the mail servers of the configuration, then those that only the answers at the URLs
    name, then the ManageSieve servers of the SRV records. */
std::vector<MailServer> planned_mail_servers(const Survey& survey);

/** Returns `Survey::reference`, by the answers at the URLs. */
std::vector<MailServer> reference_servers(const Survey& survey);

}  // namespace fingerpost
