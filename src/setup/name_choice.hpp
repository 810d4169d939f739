// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "inspect/findings.hpp"

namespace fingerpost {

/** Returns the mail server's name for clients: its own name or, if its certificate is only for
    other names, one of those, because clients refuse a wrong certificate. The difference becomes a
    remark. The value is empty if no name is known. */
Fact choose_host(const InspectSettings& settings, const Inspection& found,
                 std::vector<std::string>& remarks);

/** Returns the domains: those that the user asked for; else those that the mail server has
    mailboxes for; else the domain of its host, unless it has domains in maps or files. Adds remarks
    on domains that the mail server accepts no mail for. */
std::vector<Fact> choose_domains(const InspectSettings& settings, const Inspection& found,
                                 const std::string& host, std::vector<std::string>& remarks);

/** Returns the facts of a kind from the first source that has any. */
std::vector<Fact> first_facts(const Inspection& found, std::vector<Fact> Findings::*kind);

}  // namespace fingerpost
