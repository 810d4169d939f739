// SPDX-License-Identifier: MIT
#pragma once

#include "question.hpp"
#include "random.hpp"

namespace fingerpost {

/** Returns a request that anyone could send: random bytes, a golden case with changed bytes, or a
    valid one with invalid fields. */
Question any_question(Random& random);

}  // namespace fingerpost
