// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "http/response.hpp"
#include "model/subject.hpp"

/** The settings in Outlook's response schema 2006a (MS-OXDSCLI 2.2.4, Microsoft's annotated schema
    cc511507). */
namespace fingerpost::outlook {

inline constexpr std::string_view response_schema =
    "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";

/** The settings, without login names where no address was asked; or the redirect. 404 for a
    redirect that needs an address where there is none. */
Response write(const Subject& subject);

/** Whether the schema has words for one of the server's methods: it knows passwords, SPA (NTLM and
    Kerberos) and no authentication. A server that it cannot describe is left out. */
bool can_describe(const Server& server);

}  // namespace fingerpost::outlook
