// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "inspect/findings.hpp"

namespace fingerpost {

/** Returns the name of the mail server that clients are to be told: the one it calls itself, unless its
    certificate is only for others, because clients refuse that. The difference becomes a remark. The
    value is empty if no name is known. */
Fact choose_host(const InspectSettings& settings, const Inspection& found,
                 std::vector<std::string>& remarks);

/** Returns the domains: those that were asked for, else those that the mail server has mailboxes for,
    else the domain of its host unless it has domains in maps or files. Tells what the mail server does not
    take mail for. */
std::vector<Fact> choose_domains(const InspectSettings& settings, const Inspection& found,
                                 const std::string& host, std::vector<std::string>& remarks);

/** Returns the first facts that a source has of this kind, in the order of the sources. */
std::vector<Fact> first_facts(const Inspection& found, std::vector<Fact> Findings::*kind);

}  // namespace fingerpost
