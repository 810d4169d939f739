// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** The settings of Postfix according to postconf(1): parameters of main.cf, and the services in
    master.cf to which clients can send. */
class PostfixSettings {
 public:
  /** The parameters that are read. */
  static constexpr std::string_view parameters[] = {
      "inet_interfaces",
      "master_service_disable",
      "multi_instance_directories",
      "mydestination",
      "myhostname",
      "relay_domains",
      "smtpd_enforce_tls",
      "smtpd_sasl_auth_enable",
      "smtpd_sasl_security_options",
      "smtpd_sender_login_maps",
      "smtpd_tls_auth_only",
      "smtpd_tls_cert_file",
      "smtpd_tls_chain_files",
      "smtpd_tls_dcert_file",
      "smtpd_tls_eccert_file",
      "smtpd_tls_security_level",
      "smtpd_tls_wrappermode",
      "smtpd_upstream_proxy_protocol",
      "smtpd_use_tls",
      "virtual_alias_domains",
      "virtual_alias_maps",
      "virtual_mailbox_domains",
      "virtual_mailbox_maps",
  };

  using Values = std::map<std::string, std::string, std::less<>>;

  /** An smtpd(8) that listens on a port. */
  struct Service {
    /** The first field of its line in master.cf: `submission`, `127.0.0.1:465`. */
    std::string name;
    /** The parameters set by its `-o` options. */
    Values options = {};
  };

  /** Parses the output of `postconf -x` with the names of the parameters, of `postconf -M` and of
      `postconf -Px`. Skips lines of any other form. Throws only bad_alloc. */
  PostfixSettings(std::string_view main, std::string_view services, std::string_view options);

  /** Returns the value of a parameter in main.cf, or an empty string if it is missing. */
  std::string_view value(std::string_view parameter) const;
  /** Returns the value of a parameter for a service, which may override main.cf. */
  std::string_view value(const Service& service, std::string_view parameter) const;
  /** Returns whether a parameter is `yes` for a service. */
  bool yes(const Service& service, std::string_view parameter) const;

  /** Returns the services that master_service_disable does not disable, in the order of
      master.cf. */
  const std::vector<Service>& services() const noexcept { return services_; }

 private:
  void take_service(std::string_view line);
  void take_option(std::string_view line);
  bool is_disabled(std::string_view service) const;

  Values main_;
  std::vector<Service> services_;
};

}  // namespace fingerpost
