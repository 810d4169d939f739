// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "protocol/asked.hpp"

/** A page for people with a browser: they type an address and get the steps for their app, Apple's
    profile, codes for a phone, and the settings to type by hand. It is served only over https and
    only on the hosts for mail clients, never on a domain's own web site. doc/security.md lists its
    guarantees. */
namespace fingerpost::page {

inline constexpr std::string_view paths[] = {"/"};

/** Reads a question. The host gives the page its look, and a domain to an address without one. */
Asked read(const Request& request, const Host& host);
/** Writes the page with the form, the settings, or the codes. If the address is not in the
    subject's domain, the subject gives only the look. */
Response write(const Asked& asked, const Subject& subject, const State& state);
/** Writes the page with the form, without a provider's name or look. */
Response refuse(const Asked& asked, Refusal refusal, const State& state);

}  // namespace fingerpost::page
