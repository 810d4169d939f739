// SPDX-License-Identifier: MIT
#include "inspect/postfix_submission.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/free.hpp"
#include "base/text.hpp"
#include "postfix/table_file.hpp"

namespace fingerpost {

namespace {

using MasterService = PostfixSettings::Service;

constexpr std::uint16_t smtp_port = 25;

struct PortName {
  std::string_view name;
  std::uint16_t port;
};

/** Built-in port names, because /etc/services has different names for them (RFC 8314 section
    7.3). */
constexpr PortName port_names[] = {
    {"smtp", smtp_port}, {"submission", 587}, {"submissions", 465}, {"smtps", 465}, {"urd", 465}};

/** Splits `HOST:PORT` at the last colon. The host may be missing. */
struct Place {
  std::string_view host;
  std::string_view port;

  explicit Place(std::string_view name) {
    const auto colon = name.rfind(':');
    if (colon != name.npos) host = name.substr(0, colon);
    port = name.substr(colon == name.npos ? 0 : colon + 1);
  }

  bool is_loopback() const {
    return host.starts_with("127.") || host.starts_with("[127.") || host == "localhost" ||
           host == "[::1]" || host == "::1";
  }
};

/** Returns the port of a service. Looks up unknown names in the machine's list of services. */
std::optional<std::uint16_t> port_of(std::string_view name) {
  if (name.find_first_not_of("0123456789") == name.npos) {
    const auto number = parse_unsigned(name, 65535).value_or(0);
    return number > 0 ? std::optional(static_cast<std::uint16_t>(number)) : std::nullopt;
  }
  const auto* const known = std::ranges::find(port_names, name, &PortName::name);
  if (known != std::end(port_names)) return known->port;
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* raw = nullptr;
  if (getaddrinfo(nullptr, std::string(name).c_str(), &hints, &raw) != 0) return std::nullopt;
  const std::unique_ptr<addrinfo, Free<freeaddrinfo>> list(raw);
  sockaddr_in address{};
  if (list->ai_addrlen != sizeof address) return std::nullopt;
  std::copy_n(reinterpret_cast<const char*>(list->ai_addr), sizeof address,
              reinterpret_cast<char*>(&address));
  return ntohs(address.sin_port);
}

bool has_item(std::string_view list, std::string_view item) {
  const std::vector<std::string> items = split_list(list);
  return std::ranges::any_of(
      items, [&](const std::string& each) { return equal_ignoring_case(each, item); });
}

/** A service with its effective settings from its options and main.cf. */
struct Submission {
  std::string name;
  std::uint16_t port;
  bool takes_logins;
  /** Implicit TLS. */
  bool wrapped;
  /** Whether it offers STARTTLS, and whether clients must use it. */
  bool has_tls;
  bool requires_tls;
  /** Whether it accepts passwords only over TLS. */
  bool logins_need_tls;

  Submission(const PostfixSettings& settings, const MasterService& service, std::uint16_t number)
      : name(printable(service.name)),
        port(number),
        takes_logins(settings.yes(service, "smtpd_sasl_auth_enable")),
        wrapped(settings.yes(service, "smtpd_tls_wrappermode")) {
    const std::string level = to_lower(settings.value(service, "smtpd_tls_security_level"));
    // The parameters used before Postfix 2.3 apply if the level is empty.
    requires_tls = level.empty() ? settings.yes(service, "smtpd_enforce_tls")
                                 : level != "may" && level != "none";
    has_tls =
        requires_tls || level == "may" || (level.empty() && settings.yes(service, "smtpd_use_tls"));
    logins_need_tls =
        requires_tls || settings.yes(service, "smtpd_tls_auth_only") ||
        has_item(settings.value(service, "smtpd_sasl_security_options"), "noplaintext");
  }

  Security security() const {
    if (wrapped) return Security::tls;
    return has_tls ? Security::starttls : Security::none;
  }
  bool is_for_clients() const {
    if (port == smtp_port) return false;
    return port == 587 || port == 465 || wrapped || takes_logins;
  }
};

/** Returns a problem that is not visible in FoundServer, and what to do; empty if there is none. */
std::string fault_of(const Submission& service) {
  if (!service.takes_logins || service.wrapped) return {};
  if (!service.has_tls && service.logins_need_tls)
    return "it accepts logins only over TLS, but has no TLS; add -o "
           "smtpd_tls_security_level=encrypt";
  if (service.has_tls && !service.logins_need_tls)
    return "it also accepts passwords without TLS; add -o smtpd_tls_security_level=encrypt";
  return {};
}

void add_server(const Submission& service, Findings& findings) {
  const std::string evidence = fmt::format("master.cf: {}", service.name);
  const bool offers_logins =
      service.takes_logins && (service.wrapped || service.has_tls || !service.logins_need_tls);
  FoundServer server{ServerType::smtp, service.port, service.security()};
  if (!offers_logins) server.mechanisms.emplace();
  server.evidence = evidence;
  findings.servers.push_back(std::move(server));
  if (const std::string fault = fault_of(service); !fault.empty())
    findings.remarks.push_back(fmt::format("{}: {}", evidence, fault));
}

bool has_certificate(const PostfixSettings& settings, const MasterService& service) {
  for (const std::string_view parameter : {"smtpd_tls_chain_files", "smtpd_tls_cert_file",
                                           "smtpd_tls_eccert_file", "smtpd_tls_dcert_file"})
    if (!settings.value(service, parameter).empty()) return true;
  return false;
}

bool listens_on_loopback_only(const PostfixSettings& settings) {
  const std::vector<std::string> interfaces = split_list(settings.value("inet_interfaces"));
  return !interfaces.empty() && std::ranges::all_of(interfaces, [](const std::string& name) {
    return name == "loopback-only" || Place(name + ":0").is_loopback();
  });
}

}  // namespace

void add_submission(const PostfixSettings& settings, Findings& findings) {
  if (listens_on_loopback_only(settings)) {
    findings.remarks.emplace_back(
        "postconf: inet_interfaces: Postfix listens only on loopback, so users cannot send mail; "
        "set inet_interfaces = all");
    return;
  }
  bool lacks_certificate = false;
  for (const MasterService& service : settings.services()) {
    const Place place(service.name);
    const auto port = port_of(place.port);
    if (!port || place.is_loopback()) continue;
    const Submission submission(settings, service, *port);
    if (!submission.is_for_clients()) continue;
    if (!settings.value(service, "smtpd_upstream_proxy_protocol").empty()) {
      findings.remarks.push_back(
          fmt::format("master.cf: {}: left out, because only a proxy can connect there; if clients "
                      "connect to that proxy, add a line for it",
                      submission.name));
      continue;
    }
    add_server(submission, findings);
    const bool uses_tls = submission.security() != Security::none;
    lacks_certificate |= uses_tls && !has_certificate(settings, service);
  }
  // The proposal uses the first of several equivalent servers.
  std::stable_partition(
      findings.servers.begin(), findings.servers.end(),
      [](const FoundServer& server) { return server.port == 465 || server.port == 587; });
  if (lacks_certificate)
    findings.remarks.emplace_back(
        "postconf: smtpd_tls_chain_files: Postfix has no certificate, so TLS does not work; set it "
        "to the files of the key and the certificate");
}

}  // namespace fingerpost
