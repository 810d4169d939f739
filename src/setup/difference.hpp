// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace fingerpost {

/** Something in which a configuration and the mail server have come apart. */
struct Difference {
  /** What differs; it names the provider and the evidence. Safe for a terminal. */
  std::string what;
  /** What to do, in the imperative. */
  std::string advice;
};

}  // namespace fingerpost
