// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "protocol/asked.hpp"
#include "protocol/gap.hpp"

/** Mozilla's format: Thunderbird and similar clients GET an XML file, with or without an address
    (draft-ietf-mailmaint-autoconfig-06, version 1.1 of the file). */
namespace fingerpost::autoconfig {

inline constexpr std::string_view paths[] = {
    "/mail/config-v1.1.xml",
    "/.well-known/autoconfig/mail/config-v1.1.xml",
    // In the draft until October 2025. GNOME Online Accounts tries it first, and on MX hosts tries
    // nothing else (goamailclient.c, 2026-05).
    "/.well-known/mail-v1.xml",
    // Nine for Android, as logged by wdes/mail-autodiscover-autoconfig.
    "/v1.1/mail/config-v1.1.xml",
};

Asked read(const Request& request, const Host& host);
Response write(const Asked& asked, const Subject& subject, const State& state);
Gaps gaps(const Provider& provider);

}  // namespace fingerpost::autoconfig
