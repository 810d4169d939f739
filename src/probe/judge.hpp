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

/** Of the records, held against the settings; `reference` are the mail servers that the settings
    name. */
Section judge_dns(const Survey& survey, const ProbeSettings& settings,
                  const std::vector<MailServer>& reference);

/** One verdict for each host that was asked over https. */
Section judge_certificates(const Survey& survey, const ProbeSettings& settings);

/** Two sections: the URLs, and which clients find the settings by them. */
std::vector<Section> judge_web(const Survey& survey, const ProbeSettings& settings,
                               const std::vector<MailServer>& reference);

/** Only of those that do not answer over IPv6. */
Section judge_ipv6(const Survey& survey);

/** One verdict for each mail server. */
Section judge_mail(const Survey& survey);

/** Clients that share what they find. */
enum class Family { autoconfig, outlook, other };
Family family_of(ClientKind kind);

/** What a URL comes to, for the clients that ask it. */
struct JudgedUrl {
  Verdict verdict;
  /** They find the settings there. */
  bool found = false;
  /** No harm is done if their family finds the settings elsewhere. */
  bool excused_if_found = false;
};
JudgedUrl judge_url(const WebFinding& finding, const Survey& survey,
                    const std::vector<MailServer>& reference, const ProbeSettings& settings);

/** Why there is no connection, as text and advice; nothing if there is one. */
std::optional<Verdict> connection_failure(std::string_view host, unsigned port,
                                          const Fetched& fetched);

/** What is wrong with the certificate, as text and advice; nothing if nothing is. */
std::optional<Verdict> certificate_flaw(std::string_view host, unsigned port,
                                        const Fetched& fetched);

/** `for a.example +2, chain of 2, 89 days left`; empty without one. */
std::string describe_certificate(const Fetched& fetched);

/** What to do where a DNS look-up failed. */
inline constexpr std::string_view lookup_advice =
    "see that the domain's name servers answer, or ask another DNS server with --resolver";

}  // namespace fingerpost
