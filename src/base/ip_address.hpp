// SPDX-License-Identifier: MIT
#pragma once

#include <arpa/inet.h>

#include <string>

namespace fingerpost {

/** Whether the text is four decimal numbers (inet_pton(3)). */
inline bool is_ipv4(const std::string& text) {
  in_addr address;
  return inet_pton(AF_INET, text.c_str(), &address) == 1;
}

/** Whether the text is an IPv6 address without brackets, zone or prefix length. */
inline bool is_ipv6(const std::string& text) {
  in6_addr address;
  return inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

inline bool is_ip_address(const std::string& text) {
  return is_ipv4(text) || is_ipv6(text);
}

}  // namespace fingerpost
