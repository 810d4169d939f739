// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.hpp"
#include "probe/judge.hpp"

namespace fingerpost {

namespace {

using Level = Verdict::Level;

/** In quotes; IMAP's capabilities, which stand in brackets, are left out. */
std::string quoted(std::string greeting) {
  const auto from = greeting.find('['), to = greeting.find("] ");
  if (from != greeting.npos && to != greeting.npos && from < to)
    greeting.erase(from, to + 2 - from);
  return fmt::format("\"{}\"", printable(greeting, 50));
}

AskedServer place_of(const MailServer& server, const Survey& survey) {
  auto addresses = survey.host(server.host).addresses;
  std::sort(addresses.begin(), addresses.end());
  return {server.host, server.port, listed(addresses, addresses.size())};
}

Verdict judge(const MailFinding& finding, const Survey& survey) {
  const MailServer& server = finding.server;
  const std::string subject = describe(server);
  if (!finding.fetched) {
    const std::string& failure = survey.host(server.host).failure;
    if (!failure.empty()) return lookup_failure(failure, subject);
    return {Level::bad,
            subject,
            "the host has no address",
            fmt::format("add an A or AAAA record for {}, or correct the name in the configuration",
                        printable(server.host)),
            {"mail host " + server.host, {}, printable(server.host)}};
  }
  auto flaw = connection_failure(place_of(server, survey), *finding.fetched);
  if (flaw && server.security == Security::starttls &&
      finding.fetched->failure == FetchFailure::silent)
    flaw->advice =
        "if the port speaks TLS from the first byte (993, 995 and 465 do), say "
        "`security tls`; else see the server's log";
  if (!flaw) {
    flaw = certificate_flaw(server.host, server.port, *finding.fetched);
    if (flaw) flaw->text.insert(0, "its certificate ");
  }
  if (flaw) {
    flaw->subject = subject;
    return *std::move(flaw);
  }
  const std::string greeting = quoted(finding.fetched->greeting);
  if (server.security == Security::none)
    return {Level::note, subject, greeting + ", no encryption",
            "turn TLS on in the mail server: passwords travel in the clear"};
  return {Level::good, subject,
          greeting + ", certificate " + describe_certificate(*finding.fetched)};
}

}  // namespace

Section judge_mail(const Survey& survey) {
  Section section{"Mail servers", {}};
  for (const MailFinding& finding : survey.mail) section.verdicts.push_back(judge(finding, survey));
  return section;
}

}  // namespace fingerpost
