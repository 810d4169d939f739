// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "probe/fetch.hpp"
#include "probe/found_settings.hpp"

namespace fingerpost {

/** Returns what asks a mail server at these addresses of its host. */
Fetch fetch_for(const MailServer& server, std::vector<std::string> addresses);

}  // namespace fingerpost
