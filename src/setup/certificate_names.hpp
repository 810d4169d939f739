// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace fingerpost {

/** A certificate as certbot is told to get it. */
struct CertificateNames {
  /** The name of its folder in /etc/letsencrypt/live. */
  std::string name;
  /** The host names in it. */
  std::vector<std::string> hosts;
};

/** Returns a certificate for each hundred host names, the most that one of Let's Encrypt holds. The
    first has the name `name`, the others `name-2` and so on. */
std::vector<CertificateNames> by_certificate(const std::string& name,
                                             const std::vector<std::string>& hosts);

}  // namespace fingerpost
