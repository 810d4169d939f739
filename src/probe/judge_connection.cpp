// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/ip_address.hpp"
#include "base/text.hpp"
#include "probe/judge.hpp"

namespace fingerpost {

namespace {

using Level = Verdict::Level;

/** Those who renew in time do so when a third of the lifetime is left: with less than half of that,
    and less than two weeks, they did not. */
bool ends_soon(const Certificate& certificate) {
  return certificate.days_left < std::min(14L, certificate.lifetime_days / 6);
}

Verdict bad(std::string text, std::string advice) {
  return {Level::bad, {}, std::move(text), std::move(advice)};
}

/** Returns what is wrong and what to do, as if only one server had the fault. */
std::optional<Verdict> explain(const AskedServer& place, const Fetched& fetched) {
  const auto& [host, port, machine] = place;
  switch (fetched.failure) {
    case FetchFailure::none:
      return std::nullopt;
    case FetchFailure::refused:
      return bad("nothing answers on port " + std::to_string(port),
                 fmt::format("start the server that listens on port {} of {{hosts}}, or open the "
                             "firewall for it, or correct the address in DNS",
                             port));
    case FetchFailure::timed_out:
      return bad("no answer within 5 seconds",
                 fmt::format("see that {{hosts}} is up, open port {} in the firewall, or correct "
                             "the address in DNS",
                             port));
    case FetchFailure::silent:
      return bad("connects, and then says nothing, or not all, within 5 seconds",
                 fmt::format("see the log of the server on port {} of {{hosts}}", port));
    case FetchFailure::tls:
      return bad("does not speak TLS: " + printable(fetched.failure_text, 120),
                 fmt::format("turn TLS on for port {} (test: openssl s_client -connect {}:{})",
                             port, host, port));
    case FetchFailure::no_starttls:
      return bad("offers no STARTTLS",
                 "turn STARTTLS on in the mail server, or use the port with TLS from the first "
                 "byte");
    case FetchFailure::strange_greeting:
      return bad(fmt::format("greets with \"{}\"", printable(fetched.greeting)),
                 "see that the right service listens on the port");
    case FetchFailure::other:
      return bad(printable(fetched.failure_text, 120),
                 fmt::format("see the log of the server on port {} of {{hosts}}", port));
  }
  return std::nullopt;
}

/** Returns the cause of a failure. A timeout is one cause for all ports of the machine; any other
    failure is one for each port. */
Cause cause_of(const AskedServer& place, FetchFailure failure) {
  const bool whole = failure == FetchFailure::timed_out;
  return {fmt::format("connection {} {} {}", static_cast<int>(failure), place.machine,
                      whole ? 0 : place.port),
          place.host};
}

/** Returns what is wrong and what to do, as if only one host had the fault. */
std::optional<Verdict> explain_certificate(std::string_view host, unsigned port,
                                           const Fetched& fetched) {
  const std::string shown = describe_certificate(fetched);
  switch (fetched.flaw) {
    case CertificateFlaw::none:
      break;
    case CertificateFlaw::expired:
      return bad("has expired: " + shown,
                 "renew the certificate (certbot renew), then reload the server");
    case CertificateFlaw::self_signed:
      return bad("is not signed by a trusted authority: " + shown,
                 "get one that clients trust: `fingerpost names --certbot` prints the command");
    case CertificateFlaw::incomplete_chain:
      return bad("its issuer is unknown, or not sent along: " + shown,
                 "serve the whole chain (fullchain.pem instead of cert.pem)");
    case CertificateFlaw::wrong_name:
      return bad("is not for {hosts}: " + shown,
                 "get a certificate for {hosts} (`fingerpost names` lists all names), or remove "
                 "what leads there from DNS");
    case CertificateFlaw::other:
      return bad(
          "is not trusted: " + shown,
          fmt::format("test: openssl s_client -connect {}:{} -servername {}", host, port, host));
  }
  if (fetched.certificate && ends_soon(*fetched.certificate))
    return bad("ends soon: " + shown,
               "renew it (certbot renew), and check why automatic renewal failed");
  return std::nullopt;
}

}  // namespace

std::string describe_certificate(const Fetched& fetched) {
  if (!fetched.certificate) return {};
  const Certificate& certificate = *fetched.certificate;
  std::string text =
      "for " + (certificate.names.empty() ? "no name" : printable(certificate.names.front()));
  if (certificate.names.size() > 1) text += fmt::format(" +{}", certificate.names.size() - 1);
  text += fmt::format(", chain of {}", certificate.chain);
  return text + (certificate.days_left < 0 ? std::string(", expired")
                                           : fmt::format(", {} days left", certificate.days_left));
}

AskedServer place_of(const Url& url, const Survey& survey, const ProbeSettings& settings) {
  const FetchSettings& to = settings.fetch;
  const bool elsewhere = !to.connect_host.empty();
  auto addresses = elsewhere ? to.connect_addresses : survey.host(url.host()).addresses;
  std::sort(addresses.begin(), addresses.end());
  return {elsewhere ? to.connect_host : url.host(),
          elsewhere ? to.connect_port : unsigned{url.port()}, listed(addresses, addresses.size())};
}

Verdict lookup_failure(const std::string& failure, std::string subject) {
  return {Level::bad,
          std::move(subject),
          failure,
          "see that the domain's name servers answer, or ask another DNS server with --resolver",
          {"lookup " + failure, {}, "DNS lookups"}};
}

Cause missing_host(const std::string& host) {
  return {"missing " + host, host};
}

std::optional<Verdict> connection_failure(const AskedServer& place, const Fetched& fetched) {
  auto verdict = explain(place, fetched);
  if (verdict) verdict->cause = cause_of(place, fetched.failure);
  return verdict;
}

std::optional<Verdict> certificate_flaw(std::string_view host, unsigned port,
                                        const Fetched& fetched) {
  auto verdict = explain_certificate(host, port, fetched);
  if (verdict)
    verdict->cause = {fmt::format("certificate {} {}", static_cast<int>(fetched.flaw),
                                  fetched.certificate ? fetched.certificate->id : host),
                      std::string(host),
                      // The text of this flaw lists the hosts.
                      fetched.flaw == CertificateFlaw::wrong_name ? "certificate" : ""};
  return verdict;
}

}  // namespace fingerpost
