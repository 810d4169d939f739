// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** The labels that clients put before a domain to find the host of its settings, and `www.`, to
    which web sites redirect them. */
namespace client_label {

inline constexpr std::string_view autoconfig = "autoconfig.";
inline constexpr std::string_view autodiscover = "autodiscover.";
inline constexpr std::string_view pacc = "ua-auto-config.";
inline constexpr std::string_view web = "www.";

inline constexpr std::string_view all[] = {autoconfig, autodiscover, pacc, web};

/** What clients themselves try, the domain first. */
inline constexpr std::string_view tried[] = {"", autoconfig, autodiscover, pacc};

}  // namespace client_label

/** Returns the name of the host that clients ask with this label, which may be empty. */
inline std::string client_host(std::string_view label, std::string_view domain) {
  return std::string(label).append(domain);
}

}  // namespace fingerpost
