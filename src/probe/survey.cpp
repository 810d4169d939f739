// SPDX-License-Identifier: MIT
#include "probe/survey.hpp"

#include "base/ip_address.hpp"

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

HostFacts Survey::host(const std::string& name) const {
  if (is_ip_address(name)) return {.addresses = {name}};
  HostFacts host;
  for (const DnsType type : {DnsType::a, DnsType::aaaa}) {
    const DnsAnswer& found = answer(name, type);
    if (!found.failure.empty()) host.failure = found.failure;
    if (!found.alias.empty()) host.alias = found.alias;
    for (const DnsRecord& record : found.records) host.addresses.push_back(record.data);
  }
  return host;
}

}  // namespace fingerpost
