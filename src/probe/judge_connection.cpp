// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "probe/judge.hpp"

namespace fingerpost {

namespace {

/** The problem and what to do about it, worded for one host. explain() fills in the words in
    braces. */
template <class Fault>
struct Explanation {
  Fault fault;
  std::string_view text;
  std::string_view advice;
};

constexpr Explanation<FetchFailure> failures[] = {
    {FetchFailure::refused, "connection refused on port {port}",
     "start the server for port {port} on {hosts}, open the port in the firewall, or correct the "
     "address in DNS"},
    {FetchFailure::timed_out, "no answer within 5 seconds",
     "check that {hosts} is up, open port {port} in the firewall, or correct the address in DNS"},
    {FetchFailure::silent,
     "accepts the connection, but does not finish its answer within 5 seconds",
     "check the log of the server on port {port} of {hosts}"},
    {FetchFailure::tls, "does not speak TLS: {error}",
     "enable TLS on port {port} (test: openssl s_client -connect {host}:{port})"},
    {FetchFailure::no_starttls, "does not offer STARTTLS",
     "enable STARTTLS in the mail server, or use its port with implicit TLS"},
    {FetchFailure::strange_greeting, "unexpected greeting \"{greeting}\"",
     "check that the right service listens on the port"},
    {FetchFailure::other, "{error}", "check the log of the server on port {port} of {hosts}"},
};

constexpr Explanation<CertificateFlaw> flaws[] = {
    {CertificateFlaw::expired, "has expired: {certificate}",
     "renew the certificate (certbot renew), then reload the server"},
    {CertificateFlaw::self_signed, "is not signed by a trusted authority: {certificate}",
     "get a certificate from a trusted authority: `fingerpost names --certbot` prints the command"},
    {CertificateFlaw::incomplete_chain,
     "has an unknown issuer or an incomplete chain: {certificate}",
     "serve the full chain (fullchain.pem instead of cert.pem)"},
    {CertificateFlaw::wrong_name, "is not valid for {hosts}: {certificate}",
     "get a certificate for {hosts} (`fingerpost names` lists all names), or remove the DNS "
     "records that lead there"},
    {CertificateFlaw::other, "is not trusted: {certificate}",
     "test: openssl s_client -connect {host}:{port} -servername {host}"},
};

/** Whether the certificate should have been renewed by now. Renewal is due when a third of the
    lifetime is left. This is true if less than half of that and less than two weeks are left. */
bool ends_soon(const Certificate& certificate) {
  return certificate.days_left < std::min(14L, certificate.lifetime_days / 6);
}

/** Returns the verdict on a fault, or nothing if there is none. */
template <class Fault, std::size_t N>
std::optional<Verdict> explain(Fault fault, const Explanation<Fault> (&table)[N],
                               const std::string& host, unsigned port, const Fetched& fetched) {
  const auto row = std::find_if(std::begin(table), std::end(table),
                                [&](const auto& one) { return one.fault == fault; });
  if (row == std::end(table)) return std::nullopt;
  const auto filled = [&](std::string_view text) {
    // `{hosts}` is filled in later, when all verdicts are known.
    return fmt::format(fmt::runtime(text), fmt::arg("hosts", "{hosts}"), fmt::arg("host", host),
                       fmt::arg("port", port),
                       fmt::arg("error", printable(fetched.failure_text, 120)),
                       fmt::arg("greeting", printable(fetched.greeting)),
                       fmt::arg("certificate", describe_certificate(fetched)));
  };
  return Verdict::bad(filled(row->text), filled(row->advice));
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

std::string machine_of(std::vector<std::string> addresses) {
  std::sort(addresses.begin(), addresses.end());
  return listed(addresses, addresses.size());
}

AskedServer asked_server(const Url& url, const Survey& survey) {
  const FetchSettings& to = survey.settings.fetch;
  if (to.connect_host.empty())
    return {url.host(), url.port(), machine_of(survey.host(url.host()).addresses)};
  return {to.connect_host, to.connect_port, machine_of(to.connect_addresses)};
}

Verdict lookup_failure(const std::string& failure) {
  Verdict verdict = Verdict::bad(
      failure,
      "check that the domain's name servers answer, or use another DNS server with --resolver");
  verdict.cause = {"lookup " + failure, {}, "DNS lookups"};
  return verdict;
}

Cause missing_host(const std::string& host) {
  return {"missing " + host, host};
}

std::optional<Verdict> connection_failure(const AskedServer& server, const Fetched& fetched) {
  auto verdict = explain(fetched.failure, failures, server.host, server.port, fetched);
  // A timeout is one cause for all ports of the machine; other failures have one for each port.
  const bool whole = fetched.failure == FetchFailure::timed_out;
  if (verdict)
    verdict->cause = {fmt::format("connection {} {} {}", static_cast<int>(fetched.failure),
                                  server.machine, whole ? 0 : server.port),
                      server.host};
  return verdict;
}

std::optional<Verdict> certificate_flaw(const std::string& host, unsigned port,
                                        const Fetched& fetched) {
  auto verdict = explain(fetched.flaw, flaws, host, port, fetched);
  if (!verdict && fetched.certificate && ends_soon(*fetched.certificate))
    verdict = Verdict::bad("expires soon: " + describe_certificate(fetched),
                           "renew it (certbot renew), and check why automatic renewal failed");
  if (verdict)
    verdict->cause = {fmt::format("certificate {} {}", static_cast<int>(fetched.flaw),
                                  fetched.certificate ? fetched.certificate->id : host),
                      host,
                      // The text of this flaw already lists the hosts.
                      fetched.flaw == CertificateFlaw::wrong_name ? "certificate" : ""};
  return verdict;
}

}  // namespace fingerpost
