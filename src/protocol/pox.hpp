// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"
#include "model/state.hpp"
#include "model/subject.hpp"

/** POX Autodiscover (MS-OXDSCLI): one URL at which Outlook, Exchange phones and their kin POST an
    XML question. Here the question is read and the form of the answer chosen. */
namespace fingerpost::pox {

inline constexpr std::string_view paths[] = {"/autodiscover/autodiscover.xml"};

/** The namespace of the root element of every answer, and of the response in an error. The real
    names begin with http, whatever Microsoft's pages print. */
inline constexpr std::string_view envelope_schema =
    "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";

/** Where the settings are to be had over TLS. The host that was asked is named only if its domain
    is served, so that nobody can be sent to a host of a stranger's choice. */
std::string https_url(const Request& request, const Subject& subject, const State& state);

Response answer(const Request& request, const State& state);

}  // namespace fingerpost::pox
