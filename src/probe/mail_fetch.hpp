// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "probe/fetch.hpp"
#include "probe/found_settings.hpp"

namespace fingerpost {

/** Returns the fetch that queries a mail server at these addresses. */
Fetch fetch_for(const MailServer& server, std::vector<std::string> addresses);

}  // namespace fingerpost
