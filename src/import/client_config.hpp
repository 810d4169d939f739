// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "import/draft.hpp"

namespace fingerpost::foreign {

/** Reads autoconfig's XML (config-v1.1.xml) into the draft, a provider for each emailProvider.
    What has no setting becomes a comment and a warning. Says what is wrong, as `FILE:LINE: text`,
    with a document that is refused, and then leaves the draft alone. */
std::optional<std::string> read_client_config(const std::string& file, std::string_view content,
                                              Draft& draft);

}  // namespace fingerpost::foreign
