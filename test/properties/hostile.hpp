// SPDX-License-Identifier: MIT
#pragma once

#include "question.hpp"
#include "random.hpp"

namespace fingerpost {

/** A request as anybody may send it: bytes without sense, one of the golden cases with bytes
    changed, or a good one with fields that are not. */
Question any_question(Random& random);

}  // namespace fingerpost
