// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/text.hpp"
#include "probe/judge.hpp"

namespace fingerpost {

namespace {

/** Returns the greeting in quotation marks, without IMAP's capabilities in brackets. */
std::string quoted(std::string greeting) {
  const auto from = greeting.find('['), to = greeting.find("] ");
  if (from != greeting.npos && to != greeting.npos && from < to)
    greeting.erase(from, to + 2 - from);
  return fmt::format("\"{}\"", printable(greeting, 50));
}

Verdict judge_unknown_host(const std::string& host, const std::string& failure) {
  if (!failure.empty()) return lookup_failure(failure);
  Verdict verdict = Verdict::bad(
      "the host has no address",
      fmt::format("add an A or AAAA record for {}, or correct the name in the configuration",
                  printable(host)));
  verdict.cause = {"mail host " + host, {}, printable(host)};
  return verdict;
}

/** Returns a text such as `; offers PLAIN, LOGIN`; empty if there are no mechanisms. */
std::string described(const Offer& offer) {
  constexpr std::size_t most = 6;
  return offer.mechanisms.empty() ? "" : "; offers " + listed(offer.mechanisms, most);
}

Verdict judge(const MailServer& server, const Fetched& fetched, const HostFacts& host) {
  if (auto flaw =
          connection_failure({server.host, server.port, machine_of(host.addresses)}, fetched)) {
    const bool sieve = server.type == ServerType::sieve;
    const bool starttls = server.security == Security::starttls;
    if (sieve && fetched.failure == FetchFailure::no_starttls)
      flaw->advice =
          "enable STARTTLS in the mail server: ManageSieve does not support implicit TLS";
    if (starttls && fetched.failure == FetchFailure::silent)
      flaw->advice = sieve ? "if the port uses implicit TLS, switch it to STARTTLS: ManageSieve "
                             "does not support implicit TLS; otherwise check the server's log"
                           : "if the port uses implicit TLS (993, 995 and 465 do), set `security "
                             "tls`; otherwise check the server's log";
    return *std::move(flaw);
  }
  if (auto flaw = certificate_flaw(server.host, server.port, fetched)) {
    flaw->text.insert(0, "its certificate ");
    return *std::move(flaw);
  }
  const std::string greeting = quoted(fetched.greeting);
  const Offers& offers = fetched.offers;
  if (server.security == Security::none)
    return Verdict::note(
        greeting + ", no encryption" + described(offers.before_tls),
        offers.before_tls.starttls
            ? "passwords are sent unencrypted: set `security starttls`, which the server offers"
            : "passwords are sent unencrypted: enable TLS in the mail server");
  return Verdict::good(greeting + ", certificate " + describe_certificate(fetched) +
                       described(offers.after_tls));
}

/** Adds the problems of the server's offers. The same problem on the same port of one machine is
    one finding, even if several names lead there. */
void add_offers(Section& section, const MailServer& server, const Fetched& fetched,
                const HostFacts& host) {
  for (Verdict& verdict : judge_offers(server, fetched.offers)) {
    verdict.cause = {
        fmt::format("offer {} {} {}", machine_of(host.addresses), server.port, verdict.text),
        server.host};
    section.add(describe(server), std::move(verdict));
  }
}

}  // namespace

Section judge_mail(const Survey& survey) {
  Section section{"Mail servers"};
  for (const auto& [server, fetched] : survey.mail) {
    const HostFacts& host = survey.host(server.host);
    section.add(describe(server), fetched ? judge(server, *fetched, host)
                                          : judge_unknown_host(server.host, host.failure));
    if (fetched && fetched->failure == FetchFailure::none)
      add_offers(section, server, *fetched, host);
  }
  return section;
}

}  // namespace fingerpost
