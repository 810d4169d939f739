// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "import/draft.hpp"

namespace fingerpost::foreign {

/** Reads the JSON that automx2 is seeded with, of both versions, into the draft as one provider.
    What has no setting becomes a comment and a warning. Says what is wrong, as `FILE: text`, with a
    document that is refused, and then leaves the draft alone. */
std::optional<std::string> read_automx2(const std::string& file, std::string_view content,
                                        Draft& draft);

}  // namespace fingerpost::foreign
