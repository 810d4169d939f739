// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace fingerpost {

/** A certificate to request with certbot. */
struct CertificateNames {
  /** The name of its folder in /etc/letsencrypt/live. */
  std::string name;
  /** The host names in the certificate. */
  std::vector<std::string> hosts;
};

/** Returns one certificate per hundred host names, which is Let's Encrypt's limit. The first one
    has the name `name`, the others `name-2` and so on. */
std::vector<CertificateNames> by_certificate(const std::string& name,
                                             const std::vector<std::string>& hosts);

}  // namespace fingerpost
