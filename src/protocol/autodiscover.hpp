// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "protocol/asked.hpp"
#include "protocol/gap.hpp"

/** POX Autodiscover (MS-OXDSCLI): Outlook, Exchange phones and similar clients POST an XML question
    to one URL. The question says which form of answer is wanted: see outlook.hpp and
    mobilesync.hpp. */
namespace fingerpost::autodiscover {

inline constexpr std::string_view paths[] = {"/autodiscover/autodiscover.xml"};

/** Returns the URL of the settings over TLS. It names the requested host only if this host's domain
    is served, so that a stranger cannot choose the host to which clients are sent. */
std::string https_url(const Host& host, const Subject& subject, const State& state);

Asked read(const Request& request, const Host& host);
Response write(const Asked& asked, const Subject& subject, const State& state);
Gaps gaps(const Provider& provider);

}  // namespace fingerpost::autodiscover
