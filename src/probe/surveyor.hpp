// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "probe/survey.hpp"

namespace fingerpost {

/** Told how many of the look-ups begun so far have been done. */
using Progress = std::function<void(std::size_t done, std::size_t begun)>;

/** Looks up the domain's records, asks each URL that a client would ask, then each mail server that
    these name. No look-up takes longer than 5 seconds, and those of a kind go out together. Throws
    Error where libcurl cannot be set up. */
Survey make_survey(const ProbeSettings& settings, const Progress& progress);

}  // namespace fingerpost
