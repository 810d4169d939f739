// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "import/draft.hpp"

namespace fingerpost::foreign {

/** Returns the draft in the configuration language. A provider without a domain is commented out
    because it would be refused. */
std::string write_configuration(const Draft& draft);

/** Returns the block of a provider with this key and these lines. */
std::string write_provider(std::string_view key, const std::vector<Line>& lines);

/** Returns a value for the configuration, in quotation marks if it needs them. */
std::string quote(std::string_view value);

}  // namespace fingerpost::foreign
