// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/url.hpp"
#include "probe/survey.hpp"
#include "probe/verdict.hpp"

namespace fingerpost {

/** Returns the verdicts on everything in the survey, with those of one cause joined. All texts are
    safe to print on a terminal. */
std::vector<Section> judge(const Survey& survey);

// The functions below return verdicts without a subject, unless they return whole sections.

/** Judges the DNS records. */
Section judge_dns(const Survey& survey);

/** Judges the certificate of each https host. */
Section judge_certificates(const Survey& survey);

/** Returns two sections: verdicts on the URLs, and on whether clients find the settings through
    them. */
std::vector<Section> judge_web(const Survey& survey);

/** Returns a verdict for each host that does not answer over IPv6. */
Section judge_ipv6(const Survey& survey);

/** Judges each mail server. */
Section judge_mail(const Survey& survey);

/** Returns the problems of a mail server's offers: it accepts passwords before TLS, or does not
    offer a method that clients are given. Does not judge what was not asked. */
std::vector<Verdict> judge_offers(const MailServer& server, const Offers& offers);

/** A family of clients, which use each other's settings. */
enum class Family { autoconfig, outlook, other };
Family family_of(ClientKind kind);

/** What a URL means for the clients that request it. */
struct JudgedUrl {
  Verdict verdict;
  enum class Outcome {
    /** The client tries its next URL. */
    goes_on,
    /** The client finds the settings. */
    finds,
    /** The client takes the answer for settings although it is not, or asks its user for a
        password. */
    stops
  };
  Outcome outcome = Outcome::goes_on;
  /** Whether the problem is harmless if the family finds the settings elsewhere. */
  bool excused_if_found = false;
};
JudgedUrl judge_url(const WebFinding& finding, const Survey& survey);

/** A server that was queried. */
struct AskedServer {
  std::string host;
  unsigned port;
  /** Equal for all names with the same addresses. */
  std::string machine;
};

/** Returns the server for a URL: its host, or that of --connect. */
AskedServer asked_server(const Url& url, const Survey& survey);

/** Returns the addresses as one text, independent of their order. */
std::string machine_of(std::vector<std::string> addresses);

/** Judges a failed DNS lookup. */
Verdict lookup_failure(const std::string& failure);

/** Returns the cause shared by all verdicts on a host that does not exist. */
Cause missing_host(const std::string& host);

/** Returns a verdict if the connection failed, else nothing. */
std::optional<Verdict> connection_failure(const AskedServer& server, const Fetched& fetched);

/** Returns a verdict if the certificate has a flaw, else nothing. */
std::optional<Verdict> certificate_flaw(const std::string& host, unsigned port,
                                        const Fetched& fetched);

/** Returns a description such as `for a.example +2, chain of 2, 89 days left`; empty if there is no
    certificate. */
std::string describe_certificate(const Fetched& fetched);

/** Returns a verdict with the likely cause if the redirects form a loop, else nothing. */
std::optional<Verdict> redirect_loop(const WebFinding& finding);

/** Returns a remark if the host belongs neither to the domain nor to the domain of a mail server.
    Empty otherwise, or if there is a configuration to compare with. */
std::string stranger_remark(const std::string& host, const Survey& survey);

}  // namespace fingerpost
