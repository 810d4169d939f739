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

/** Returns the verdicts on all findings, with those of one cause joined. Text from others is safe
    for a terminal in them. */
std::vector<Section> judge(const Survey& survey);

// The functions below return verdicts without a subject, unless they return whole sections.

/** Judges the records. */
Section judge_dns(const Survey& survey);

/** Judges the certificate of each host that was asked over https. */
Section judge_certificates(const Survey& survey);

/** Returns two sections: the URLs, and which clients find the settings through them. */
std::vector<Section> judge_web(const Survey& survey);

/** Judges only hosts that do not answer over IPv6. */
Section judge_ipv6(const Survey& survey);

/** Judges each mail server. */
Section judge_mail(const Survey& survey);

/** Returns what is wrong with what a mail server offers: passwords that it takes before TLS, and
    methods that clients are told but that it does not offer. Says nothing about what was not
    asked. */
std::vector<Verdict> judge_offers(const MailServer& server, const Offers& offers);

/** Clients that share what they find. */
enum class Family { autoconfig, outlook, other };
Family family_of(ClientKind kind);

/** What a URL comes to, for the clients that ask it. */
struct JudgedUrl {
  Verdict verdict;
  enum class Outcome {
    /** The client tries its next URL. */
    goes_on,
    /** The client finds the settings. */
    finds,
    /** The client mistakes the answer for settings, or asks its user for a password. */
    stops
  };
  Outcome outcome = Outcome::goes_on;
  /** No harm is done if their family finds the settings elsewhere. */
  bool excused_if_found = false;
};
JudgedUrl judge_url(const WebFinding& finding, const Survey& survey);

/** A server that was asked. */
struct AskedServer {
  std::string host;
  unsigned port;
  /** Equal for all names that lead to the same addresses. */
  std::string machine;
};

/** Returns where a URL leads: its host, or the one of --connect. */
AskedServer asked_server(const Url& url, const Survey& survey);

/** Returns the addresses as one text that does not depend on their order. */
std::string machine_of(std::vector<std::string> addresses);

/** Judges a failed DNS lookup. */
Verdict lookup_failure(const std::string& failure);

/** Returns the cause that all verdicts on a host that does not exist share. */
Cause missing_host(const std::string& host);

/** Returns why there is no connection; nothing if there is one. */
std::optional<Verdict> connection_failure(const AskedServer& server, const Fetched& fetched);

/** Returns what is wrong with the certificate, or nothing. */
std::optional<Verdict> certificate_flaw(const std::string& host, unsigned port,
                                        const Fetched& fetched);

/** `for a.example +2, chain of 2, 89 days left`; empty without one. */
std::string describe_certificate(const Fetched& fetched);

/** Judges an endless redirect, with its likely cause; returns nothing if there is none. */
std::optional<Verdict> redirect_loop(const WebFinding& finding);

/** Returns a remark on a host that belongs neither to the domain nor to one of its mail servers;
    empty if it does, or if there is a configuration to compare it with. */
std::string stranger_remark(const std::string& host, const Survey& survey);

}  // namespace fingerpost
