// SPDX-License-Identifier: MIT
#include "probe/survey.hpp"

namespace fingerpost {

bool is_same_place(const Url& a, const Url& b) {
  return a.is_https() == b.is_https() && a.host() == b.host() && a.port() == b.port() &&
         a.path() == b.path();
}

const DnsAnswer& Survey::answer(const std::string& name, DnsType type) const {
  static const DnsAnswer nothing;
  const auto found = dns.find({name, type});
  return found == dns.end() ? nothing : found->second;
}

const HostFacts& Survey::host(const std::string& name) const {
  static const HostFacts nothing;
  const auto found = hosts.find(name);
  return found == hosts.end() ? nothing : found->second;
}

}  // namespace fingerpost
