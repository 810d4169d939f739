// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "http/response.hpp"
#include "model/subject.hpp"

/** Outlook's response schema 2006a (MS-OXDSCLI 2.2.4, Microsoft's annotated schema cc511507). */
namespace fingerpost::outlook {

inline constexpr std::string_view response_schema =
    "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";

/** Returns the settings, or the redirect. Leaves out login names if the question had no address.
    Returns 404 for a redirect that needs an address if there is none. */
Response write(const Subject& subject);

/** Returns whether the schema can express one of the server's methods: a password, SPA (NTLM and
    Kerberos) or no authentication. Answers leave out any other server. */
bool can_describe(const Server& server);

}  // namespace fingerpost::outlook
