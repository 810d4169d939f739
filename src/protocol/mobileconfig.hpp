// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "protocol/asked.hpp"
#include "protocol/gap.hpp"

/** Apple's configuration profile: a file that people open on an iPhone or a Mac, because Apple Mail
    does not ask a domain for its settings (apple/device-management, mdm/profiles, iOS 18.1). */
namespace fingerpost::mobileconfig {

/** There is no standard URL; these are in use. */
inline constexpr std::string_view paths[] = {
    "/email.mobileconfig",    // wdes
    "/mobileconfig",          // automx
    "/mobileconfig/",         // automx2
    "/profile.mobileconfig",  // mox
    "/apple.mobileconfig",    // Mailu
};

Asked read(const Request& request, const Host& host);
Response write(const Asked& asked, const Subject& subject, const State& state);
Gaps gaps(const Provider& provider);

/** Returns whether a profile can express the provider's mail account. */
bool can_describe_mail(const Provider& provider);
/** Returns whether a profile can express the provider's account of a service. */
bool can_describe(const Provider& provider, const Service& service);

}  // namespace fingerpost::mobileconfig
