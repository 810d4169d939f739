// SPDX-License-Identifier: MIT
#include <fmt/format.h>

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

std::optional<Verdict> connection_failure(std::string_view host, unsigned port,
                                          const Fetched& fetched) {
  switch (fetched.failure) {
    case FetchFailure::none:
      return std::nullopt;
    case FetchFailure::refused:
      return bad("nothing answers on port " + std::to_string(port),
                 fmt::format("start the server that listens on port {} of {}, or open the firewall "
                             "for it, or correct the address in DNS",
                             port, host));
    case FetchFailure::timed_out:
      return bad("no answer within 5 seconds",
                 fmt::format("open port {} of {} in the firewall, or correct the address in DNS",
                             port, host));
    case FetchFailure::silent:
      return bad("connects, and then says nothing, or not all, within 5 seconds",
                 fmt::format("see the log of the server on port {} of {}", port, host));
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
                 fmt::format("see the log of the server on port {} of {}", port, host));
  }
  return std::nullopt;
}

std::optional<Verdict> certificate_flaw(std::string_view host, unsigned port,
                                        const Fetched& fetched) {
  const std::string shown = describe_certificate(fetched);
  switch (fetched.flaw) {
    case CertificateFlaw::none:
      break;
    case CertificateFlaw::expired:
      return bad("has expired: " + shown,
                 "renew the certificate (certbot renew), then reload the server");
    case CertificateFlaw::self_signed:
      return bad("is signed by nobody whom clients trust: " + shown,
                 "get one that they trust: `fingerpost names --certbot` prints the command");
    case CertificateFlaw::incomplete_chain:
      return bad("its issuer is unknown, or not sent along: " + shown,
                 "serve the whole chain (fullchain.pem instead of cert.pem)");
    case CertificateFlaw::wrong_name:
      return bad(
          fmt::format("is not for {}: {}", host, shown),
          fmt::format("get a certificate with the name {} (`fingerpost names` lists all), or "
                      "remove the name from DNS",
                      host));
    case CertificateFlaw::other:
      return bad(
          "is not trusted: " + shown,
          fmt::format("test: openssl s_client -connect {}:{} -servername {}", host, port, host));
  }
  if (fetched.certificate && ends_soon(*fetched.certificate))
    return bad("ends soon: " + shown,
               "renew it (certbot renew), and see why that did not happen by itself");
  return std::nullopt;
}

}  // namespace fingerpost
