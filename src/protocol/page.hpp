// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "protocol/asked.hpp"

/** A page for people with a browser: they type an address, and get the steps for their app, Apple's
    profile, codes for a phone, and the settings to type by hand. It is on the hosts that belong to mail
    clients, never on a domain's own web site, and over https alone. What it promises is in
    doc/security.md. */
namespace fingerpost::page {

inline constexpr std::string_view paths[] = {"/"};

/** The host gives the domain of an address without one, and the look of the page. */
Asked read(const Request& request, const Host& host);
/** Writes the page with the form, with the settings, or with the codes. If the address is in no domain
    of the subject's provider, the subject only gives the look. */
Response write(const Asked& asked, const Subject& subject, const State& state);
/** Writes the page with the form and neutral words. */
Response refuse(const Asked& asked, Refusal refusal, const State& state);

}  // namespace fingerpost::page
