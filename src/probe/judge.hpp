// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probe/survey.hpp"
#include "probe/verdict.hpp"

namespace fingerpost {

/** The verdicts on all that was found. Whatever others sent is fit for a terminal in them. */
std::vector<Section> judge(const Survey& survey, const ProbeSettings& settings);

// Its parts.

Section judge_dns(const Survey& survey, const ProbeSettings& settings);
/** One verdict for each host that was asked over https. */
Section judge_certificates(const Survey& survey);
/** Two sections: the URLs, and which kinds of clients find the settings by them. */
std::vector<Section> judge_web(const Survey& survey, const ProbeSettings& settings);
Section judge_mail(const Survey& survey);

/** The mail servers to hold everything against: those of the configuration, else of the first
    autoconfig answer, else of the first Outlook answer. */
std::vector<MailServer> reference_servers(const Survey& survey, const ProbeSettings& settings);

/** Why there is no connection, as text and advice; nothing if there is one. */
std::optional<Verdict> connection_failure(std::string_view host, unsigned port,
                                          const Fetched& fetched);

/** What is wrong with the certificate, as text and advice; nothing if nothing is. */
std::optional<Verdict> certificate_flaw(std::string_view host, unsigned port,
                                        const Fetched& fetched);

/** `for a.example +2, chain of 2, 89 days left`; empty without one. */
std::string describe_certificate(const Fetched& fetched);

}  // namespace fingerpost
