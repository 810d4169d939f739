// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace fingerpost {

/** A way in which a configuration no longer matches the mail server. */
struct Difference {
  /** What differs, with the provider and the evidence. Safe for a terminal. */
  std::string what;
  /** What to do, in the imperative. */
  std::string advice;
};

}  // namespace fingerpost
