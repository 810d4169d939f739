// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace fingerpost {

/** The sample that packages install as the configuration: conf/fingerpost.conf. */
extern const std::string_view sample_configuration;

}  // namespace fingerpost
