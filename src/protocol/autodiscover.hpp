// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "protocol/asked.hpp"
#include "protocol/gap.hpp"

/** POX Autodiscover (MS-OXDSCLI): one URL at which Outlook, Exchange phones and their kin POST an
    XML question. It says which form of answer is wanted: see outlook.hpp and mobilesync.hpp. */
namespace fingerpost::autodiscover {

inline constexpr std::string_view paths[] = {"/autodiscover/autodiscover.xml"};

/** Where the settings are to be had over TLS. The host that was asked is named only if its domain
    is served, so that nobody can be sent to a host of a stranger's choice. */
std::string https_url(const Host& host, const Subject& subject, const State& state);

Asked read(const Request& request, const Host& host);
Response write(const Asked& asked, const Subject& subject, const State& state);
Gaps gaps(const Provider& provider);

}  // namespace fingerpost::autodiscover
