// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "probe/verdict.hpp"

namespace fingerpost {

/** Joins the verdicts that share a cause into one finding at the start of its section. The finding
    is the first of the most severe ones. Summaries stay and refer to the finding. */
std::vector<Section> grouped(std::vector<Section> sections);

/** Returns the number of problems to fix. Summaries that follow from a finding do not count. */
std::size_t count_bad(const std::vector<Section>& sections);

}  // namespace fingerpost
