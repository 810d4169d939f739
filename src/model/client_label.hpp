// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** The labels that clients put before a domain to find the host that has its settings, and `www.`,
    to which web sites redirect clients. */
namespace client_label {

inline constexpr std::string_view autoconfig = "autoconfig.";
inline constexpr std::string_view autodiscover = "autodiscover.";
inline constexpr std::string_view pacc = "ua-auto-config.";
inline constexpr std::string_view web = "www.";

inline constexpr std::string_view all[] = {autoconfig, autodiscover, pacc, web};

/** The labels that clients try, beginning with the domain itself. */
inline constexpr std::string_view tried[] = {"", autoconfig, autodiscover, pacc};

}  // namespace client_label

/** Returns the name of the host to which clients send requests with this label. The label may be
    empty. */
inline std::string client_host(std::string_view label, std::string_view domain) {
  return std::string(label).append(domain);
}

}  // namespace fingerpost
