// SPDX-License-Identifier: MIT
#include "setup/certificate_names.hpp"

#include <fmt/format.h>

namespace fingerpost {

std::vector<CertificateNames> by_certificate(const std::string& name,
                                             const std::vector<std::string>& hosts) {
  constexpr std::size_t most = 100;
  std::vector<CertificateNames> all;
  for (const std::string& host : hosts) {
    if (all.empty() || all.back().hosts.size() == most)
      all.push_back({all.empty() ? name : fmt::format("{}-{}", name, all.size() + 1), {}});
    all.back().hosts.push_back(host);
  }
  return all;
}

}  // namespace fingerpost
