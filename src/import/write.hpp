// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "import/draft.hpp"

namespace fingerpost::foreign {

/** The draft in the configuration language. A provider without a domain, which would be refused,
    is written as a comment. */
std::string write_configuration(const Draft& draft);

/** Writes one provider of that key with these lines. */
std::string write_provider(std::string_view key, const std::vector<Line>& lines);

/** A value as it stands in a configuration: in quotation marks where it needs them. */
std::string quote(std::string_view value);

}  // namespace fingerpost::foreign
