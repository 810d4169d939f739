// SPDX-License-Identifier: MIT
#include "inspect/port_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>

#include "base/text.hpp"
#include "probe/judge.hpp"

namespace fingerpost {

namespace {

/** The limit on host names: a hostile certificate may have any number. */
constexpr std::size_t name_limit = 100;

/** Adds the name if it is new and can be a host's: not a wildcard, and not without a domain. */
void add_host(std::vector<Fact>& facts, const std::string& name, const std::string& evidence) {
  const auto domain = Domain::parse(name);
  if (!domain || !domain->parent() || facts.size() == name_limit) return;
  const bool known = std::any_of(facts.begin(), facts.end(),
                                 [&](const Fact& fact) { return fact.value == domain->text(); });
  if (!known) facts.push_back({domain->text(), evidence});
}

/** Adds the names in the certificate if clients trust it. */
void add_hosts(const AskedPort& port, Findings& findings) {
  const Fetched& fetched = port.fetched;
  const bool is_for_host = fetched.flaw == CertificateFlaw::none;
  if (!fetched.certificate || (!is_for_host && fetched.flaw != CertificateFlaw::wrong_name)) return;
  const std::string evidence = fmt::format("certificate of port {}", port.server.port);
  // The certificate may match by a wildcard, so add the name itself.
  if (is_for_host) add_host(findings.hosts, port.server.host, evidence);
  for (const std::string& name : fetched.certificate->names)
    add_host(findings.hosts, name, evidence);
}

/** Returns the offered mechanisms, with LOGIN if there is a command that takes a password. */
std::vector<std::string> mechanisms_of(ServerType type, const Offer& offer) {
  std::vector<std::string> mechanisms = offer.mechanisms;
  // Dovecot offers USER regardless of its mechanisms (2.3.19).
  const bool counts = type == ServerType::imap || mechanisms.empty();
  if (counts && offer.takes_login_command) mechanisms.push_back("LOGIN");
  return mechanisms;
}

/** Returns the kind of encryption as the evidence calls it. */
std::string_view protection(Security security) {
  return security == Security::tls ? "TLS" : security == Security::starttls ? "STARTTLS" : "no TLS";
}

/** Adds the server if it answered. */
void add_server(const AskedPort& port, Findings& findings) {
  const Fetched& fetched = port.fetched;
  FoundServer server{port.server.type, port.server.port, port.server.security};
  if (fetched.failure == FetchFailure::no_starttls)
    server.security = Security::none;
  else if (fetched.failure != FetchFailure::none)
    return;
  const Offer& offer =
      server.security == Security::none ? fetched.offers.before_tls : fetched.offers.after_tls;
  if (offer.made) {
    server.mechanisms = mechanisms_of(server.type, offer);
    server.mechanisms_evidence = fmt::format("port {}: AUTH", server.port);
  }
  server.evidence = fmt::format("port {}: {}", server.port, protection(server.security));
  findings.servers.push_back(std::move(server));
}

/** Returns why a port is unusable; empty if it is usable or closed. */
std::string failure_remark(const AskedPort& port) {
  const Fetched& fetched = port.fetched;
  const auto remark = [&](std::string_view text) {
    return fmt::format("port {} is open, but {}; check what listens there", port.server.port, text);
  };
  switch (fetched.failure) {
    case FetchFailure::tls:
      return remark("does not speak TLS");
    case FetchFailure::silent:
      return remark("sends no greeting");
    case FetchFailure::strange_greeting:
      return remark(fmt::format("greets with \"{}\"", printable(fetched.greeting, 50)));
    case FetchFailure::none:
    case FetchFailure::refused:
    case FetchFailure::timed_out:
    case FetchFailure::no_starttls:
      return {};
    case FetchFailure::other:
      return fmt::format("port {} fails: {}; check the network, and what listens there",
                         port.server.port, printable(fetched.failure_text, 100));
  }
  return {};
}

/** Returns the problem with the certificate, or an empty string. The caller adds which certificate
    it is. */
std::string certificate_remark(const AskedPort& port, bool sure_of_host) {
  const std::string& host = port.server.host;
  if (port.fetched.flaw == CertificateFlaw::wrong_name)
    return sure_of_host ? fmt::format(
                              "is not for {}: {}; get one for that name, or use a host name that "
                              "it is valid for",
                              host, describe_certificate(port.fetched))
                        : std::string();
  const auto flaw = certificate_flaw(host, port.server.port, port.fetched);
  return flaw ? fmt::format("{}; {}", flaw->text, flaw->advice) : std::string();
}

/** Adds the problems of certificates, once per certificate. */
void tell_certificates(const std::vector<AskedPort>& ports, bool sure_of_host,
                       std::vector<std::string>& remarks) {
  std::vector<std::string> told;
  for (const AskedPort& port : ports) {
    const std::string remark = certificate_remark(port, sure_of_host);
    if (remark.empty() || !port.fetched.certificate) continue;
    const std::string& id = port.fetched.certificate->id;
    if (std::find(told.begin(), told.end(), id) != told.end()) continue;
    told.push_back(id);
    remarks.push_back(fmt::format("the certificate of port {} {}", port.server.port, remark));
  }
}

/** Adds the problems of what ports offer. Ports with the same problem share a remark. */
void tell_offers(const std::vector<AskedPort>& ports, std::vector<std::string>& remarks) {
  std::map<std::string, std::vector<std::string>> faulty;
  for (const AskedPort& port : ports)
    if (port.fetched.failure == FetchFailure::none)
      for (const Verdict& verdict : judge_offers(port.server, port.fetched.offers))
        faulty[fmt::format("{}; {}", verdict.text, verdict.advice)].push_back(
            std::to_string(port.server.port));
  for (const auto& [fault, numbers] : faulty) {
    const std::span others = std::span(numbers).subspan(1);
    const std::string also =
        others.empty() ? "" : fmt::format(" (also {})", listed(others, others.size()));
    remarks.push_back(fmt::format("port {}{} {}", numbers.front(), also, fault));
  }
}

}  // namespace

Findings findings_of(const std::vector<AskedPort>& ports, bool sure_of_host) {
  Findings findings;
  for (const AskedPort& port : ports) {
    add_server(port, findings);
    add_hosts(port, findings);
    if (std::string remark = failure_remark(port); !remark.empty())
      findings.remarks.push_back(std::move(remark));
  }
  tell_offers(ports, findings.remarks);
  tell_certificates(ports, sure_of_host, findings.remarks);
  return findings;
}

}  // namespace fingerpost
