// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "import/draft.hpp"

namespace fingerpost::foreign {

/** The draft in the configuration language. A provider without a domain, which would be refused,
    is written as a comment. */
std::string write_configuration(const Draft& draft);

/** A value as it stands in a configuration: in quotation marks where it needs them. */
std::string quote(std::string_view value);

}  // namespace fingerpost::foreign
