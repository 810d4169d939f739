// SPDX-License-Identifier: MIT
#include "inspect/own_addresses.hpp"

#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "base/free.hpp"

namespace fingerpost {

namespace {

constexpr std::size_t address_limit = 16;

/** Returns whether other machines can use the address. A link-local IPv6 address has its interface
    after a `%`. */
bool is_reachable(std::string_view text) {
  return !text.starts_with("127.") && text != "::1" && !text.starts_with("169.254.") &&
         text.find('%') == text.npos;
}

/** Returns an IP address as text, or an empty string for another kind of address. */
std::string text_of(const sockaddr* address) {
  if (!address || (address->sa_family != AF_INET && address->sa_family != AF_INET6)) return {};
  const socklen_t size = address->sa_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  char text[NI_MAXHOST];
  return getnameinfo(address, size, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0
             ? std::string(text)
             : std::string();
}

}  // namespace

std::vector<std::string> own_addresses() {
  std::vector<std::string> addresses;
  ifaddrs* raw = nullptr;
  if (getifaddrs(&raw) != 0) raw = nullptr;
  const std::unique_ptr<ifaddrs, Free<freeifaddrs>> list(raw);
  for (const ifaddrs* one = raw; one; one = one->ifa_next) {
    std::string text = text_of(one->ifa_addr);
    const bool is_new = std::find(addresses.begin(), addresses.end(), text) == addresses.end();
    if (!text.empty() && is_reachable(text) && is_new && addresses.size() < address_limit)
      addresses.push_back(std::move(text));
  }
  if (addresses.empty()) return {"127.0.0.1", "::1"};
  return addresses;
}

}  // namespace fingerpost
