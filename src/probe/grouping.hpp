// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "probe/verdict.hpp"

namespace fingerpost {

/** Joins the verdicts that share a cause to one finding, which stands at the head of its section.
    It is the first of the worst of them. Summaries stay, and name the finding. */
std::vector<Section> grouped(std::vector<Section> sections);

/** Returns how many things are to be fixed: a summary that follows from a finding is not one. */
std::size_t count_bad(const std::vector<Section>& sections);

}  // namespace fingerpost
