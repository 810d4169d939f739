// SPDX-License-Identifier: MIT
#include "inspect/postfix_submission.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fingerpost;

namespace {

using Texts = std::vector<std::string>;

const std::string with_certificate = "smtpd_tls_chain_files = /etc/postfix/mail.pem\n";

/** Returns the findings for one service with options, one `name = value` per line. */
Findings submission_found(std::string_view service, std::string_view options,
                          const std::string& main = with_certificate) {
  std::string own;
  while (!options.empty()) {
    const auto end = options.find('\n');
    own += fmt::format("{}/inet/{}\n", service, options.substr(0, end));
    options.remove_prefix(end == options.npos ? options.size() : end + 1);
  }
  Findings findings;
  add_submission({main, fmt::format("{} inet n - y - - smtpd\n", service), own}, findings);
  return findings;
}

std::string submission_told(const Findings& findings) {
  std::string text;
  for (const FoundServer& server : findings.servers)
    text += fmt::format("{} {} {} ({}){}; ", word(server.type), server.port, word(server.security),
                        server.evidence,
                        !server.mechanisms           ? ""
                        : server.mechanisms->empty() ? " without logins"
                                                     : " with mechanisms");
  return text;
}

constexpr std::string_view logins = "smtpd_sasl_auth_enable = yes\n";
const std::string wrapped = std::string(logins) + "smtpd_tls_wrappermode = yes\n";
const std::string encrypted = std::string(logins) + "smtpd_tls_security_level = encrypt\n";

}  // namespace

TEST_CASE("submission services by name, number and address") {
  for (const std::string name : {"submissions", "smtps", "urd", "465", "203.0.113.5:465",
                                 "[2001:db8::1]:submissions", ":465"}) {
    CAPTURE(name);
    const Findings findings = submission_found(name, wrapped);
    CHECK(submission_told(findings) == fmt::format("smtp 465 tls (master.cf: {}); ", name));
    CHECK(findings.remarks.empty());
  }
  const Findings submission = submission_found("submission", encrypted);
  CHECK(submission_told(submission) == "smtp 587 starttls (master.cf: submission); ");
  CHECK(submission.remarks.empty());
}

TEST_CASE("which services are for clients") {
  CHECK(submission_told(submission_found("2525", encrypted)) ==
        "smtp 2525 starttls (master.cf: 2525); ");
  CHECK(submission_told(submission_found("10465", "smtpd_tls_wrappermode = yes")) ==
        "smtp 10465 tls (master.cf: 10465) without logins; ");
  for (const std::string name : {"smtp", "25", "127.0.0.1:10025", "localhost:587", "[::1]:465",
                                 "no-such-service-anywhere", "0", "65536", "", ":"}) {
    CAPTURE(name);
    const Findings findings = submission_found(name, encrypted);
    CHECK(findings.servers.empty());
    CHECK(findings.remarks.empty());
  }
  CHECK(submission_found("2525", "smtpd_tls_security_level = encrypt").servers.empty());
}

TEST_CASE("problems of a service") {
  struct Case {
    std::string options;
    std::string_view found;
    std::string_view fault;
  };
  const Case cases[] = {
      {"smtpd_tls_security_level = may", "starttls (master.cf: submission) without logins", ""},
      {std::string(logins) + "smtpd_tls_security_level = may", "starttls (master.cf: submission)",
       "it also accepts passwords without TLS; add -o smtpd_tls_security_level=encrypt"},
      {std::string(logins) + "smtpd_tls_security_level = may\nsmtpd_tls_auth_only = yes",
       "starttls (master.cf: submission)", ""},
      {std::string(logins) +
           "smtpd_tls_security_level = may\nsmtpd_sasl_security_options = noanonymous, noplaintext",
       "starttls (master.cf: submission)", ""},
      {std::string(logins) + "smtpd_tls_security_level = none", "none (master.cf: submission)", ""},
      {std::string(logins) + "smtpd_tls_security_level =\nsmtpd_tls_auth_only = yes",
       "none (master.cf: submission) without logins",
       "it accepts logins only over TLS, but has no TLS; add -o smtpd_tls_security_level=encrypt"},
      // The parameters used before Postfix 2.3.
      {std::string(logins) + "smtpd_enforce_tls = yes", "starttls (master.cf: submission)", ""},
      {std::string(logins) + "smtpd_use_tls = yes\nsmtpd_tls_auth_only = yes",
       "starttls (master.cf: submission)", ""},
      {std::string(logins) + "smtpd_tls_security_level = none\nsmtpd_enforce_tls = yes",
       "none (master.cf: submission)", ""},
      // It uses implicit TLS regardless of the level (3.7.11).
      {wrapped + "smtpd_tls_security_level = none", "tls (master.cf: submission)", ""},
  };
  for (const Case& one : cases) {
    CAPTURE(one.options);
    const Findings findings = submission_found("submission", one.options);
    CHECK(submission_told(findings) == fmt::format("smtp 587 {}; ", one.found));
    CHECK(
        findings.remarks ==
        (one.fault.empty() ? Texts{} : Texts{fmt::format("master.cf: submission: {}", one.fault)}));
  }
}

TEST_CASE("a service behind a proxy, and the order of services") {
  const Findings proxied =
      submission_found("10465", wrapped + "smtpd_upstream_proxy_protocol = haproxy");
  CHECK(proxied.servers.empty());
  CHECK(proxied.remarks == Texts{"master.cf: 10465: left out, because only a proxy can connect "
                                 "there; if clients connect to that proxy, add a line for it"});
  Findings several;
  add_submission({with_certificate + "smtpd_sasl_auth_enable = yes\nsmtpd_tls_wrappermode = yes\n",
                  "1465 inet n - y - - smtpd\n465 inet n - y - - smtpd\n", ""},
                 several);
  CHECK(submission_told(several) ==
        "smtp 465 tls (master.cf: 465); smtp 1465 tls (master.cf: 1465); ");
}

TEST_CASE("TLS without a certificate") {
  CHECK(submission_found("465", wrapped, "smtpd_tls_cert_file =\n").remarks ==
        Texts{"postconf: smtpd_tls_chain_files: Postfix has no certificate, so TLS does not work; "
              "set it to the files of the key and the certificate"});
  CHECK(submission_found("465", wrapped + "smtpd_tls_cert_file = /a.pem", "").remarks.empty());
}

TEST_CASE("a Postfix that only this machine can reach") {
  for (const std::string interfaces : {"loopback-only", "localhost", "127.0.0.1, [::1]", "::1"}) {
    CAPTURE(interfaces);
    const Findings findings =
        submission_found("465", wrapped, fmt::format("inet_interfaces = {}\n", interfaces));
    CHECK(findings.servers.empty());
    CHECK(findings.remarks == Texts{"postconf: inet_interfaces: Postfix listens only on loopback, "
                                    "so users cannot send mail; set inet_interfaces = all"});
  }
  CHECK(submission_found("465", wrapped,
                         with_certificate + "inet_interfaces = localhost, 203.0.113.5\n")
            .servers.size() == 1);
}
