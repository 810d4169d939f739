// SPDX-License-Identifier: MIT
#include "inspect/postfix_settings.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

namespace {

// The output of Postfix 3.7.11.
constexpr std::string_view main_cf = R"(inet_interfaces = all
master_service_disable =
mydestination = mail.example.com, localhost.example.com, localhost
myhostname = mail.example.com
smtpd_sasl_auth_enable = no
smtpd_tls_security_level = may
virtual_mailbox_domains = proxy:pgsql:/etc/postfix/sql/domains.cf
)";
constexpr std::string_view master_cf =
    R"(smtp       inet  n       -       y       -       1       postscreen
smtpd      pass  -       -       y       -       -       smtpd
submission inet  n       -       y       -       -       smtpd -o syslog_name=postfix/submission -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes -o {smtpd_recipient_restrictions=permit_sasl_authenticated, reject}
submissions inet n       -       y       -       -       smtpd -o syslog_name=postfix/$service_name -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes
127.0.0.1:10025 inet n   -       y       -       -       smtpd -o smtpd_sasl_auth_enable=yes
pickup     unix  n       -       y       60      1       pickup
dovecot    unix  -       n       n       -       -       pipe flags=DRhu user=vmail argv=/usr/lib/dovecot/deliver -d ${recipient}
)";
constexpr std::string_view options =
    R"(submission/inet/smtpd_recipient_restrictions = permit_sasl_authenticated, reject
submission/inet/smtpd_sasl_auth_enable = yes
submission/inet/smtpd_tls_security_level = encrypt
submission/inet/syslog_name = postfix/submission
submissions/inet/smtpd_sasl_auth_enable = YES
submissions/inet/smtpd_tls_wrappermode = yes
submissions/inet/syslog_name = postfix/submissions
relay/unix/syslog_name = postfix/relay
127.0.0.1:10025/inet/smtpd_sasl_auth_enable = yes
127.0.0.1:10025/inet/smtpd_tls_security_level =
)";

std::vector<std::string> names_of(const PostfixSettings& settings) {
  std::vector<std::string> names;
  for (const auto& service : settings.services()) names.push_back(service.name);
  return names;
}

std::vector<std::string> left_by(std::string_view disabled) {
  return names_of({"master_service_disable = " + std::string(disabled) + "\n", master_cf, options});
}

}  // namespace

TEST_CASE("the output of postconf") {
  const PostfixSettings settings(main_cf, master_cf, options);
  CHECK(settings.value("myhostname") == "mail.example.com");
  CHECK(settings.value("virtual_mailbox_domains") == "proxy:pgsql:/etc/postfix/sql/domains.cf");
  CHECK(settings.value("master_service_disable").empty());
  CHECK(settings.value("no_such_parameter").empty());
  CHECK(names_of(settings) ==
        std::vector<std::string>{"submission", "submissions", "127.0.0.1:10025"});
}

TEST_CASE("the options of a service override main.cf, even with an empty value") {
  const PostfixSettings settings(main_cf, master_cf, options);
  const auto& services = settings.services();
  CHECK(settings.value(services[0], "smtpd_tls_security_level") == "encrypt");
  CHECK(settings.value(services[1], "smtpd_tls_security_level") == "may");
  CHECK(settings.value(services[2], "smtpd_tls_security_level").empty());
  CHECK(settings.yes(services[0], "smtpd_sasl_auth_enable"));
  CHECK(settings.yes(services[1], "smtpd_sasl_auth_enable"));
  CHECK_FALSE(settings.yes(services[0], "smtpd_tls_wrappermode"));
}

TEST_CASE("services disabled by master_service_disable") {
  CHECK(left_by("inet").empty());
  CHECK(left_by("submission/inet, submissions/unix") ==
        std::vector<std::string>{"submissions", "127.0.0.1:10025"});
  CHECK(left_by("!submission/inet inet") == std::vector<std::string>{"submission"});
}

TEST_CASE("other lines are skipped") {
  const PostfixSettings settings("= x\nnothing\n\n=\nmyhostname=a=b",
                                 "\n \ninet\na inet\nx inet n -",
                                 "/inet/\n/inet/x = y\na/inet/b = c\n= d");
  CHECK(settings.value("myhostname") == "a=b");
  CHECK(settings.services().empty());
}
