// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "random.hpp"

namespace fingerpost {

/** Returns a number from the environment; 0 if it is not set. */
inline std::uint64_t number_in_environment(const char* name) {
  const char* const text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : 0;
}

/** Returns the seed of the only case to run, as a failure prints it, or 0 for all cases. */
inline std::uint64_t only_seed() {
  return number_in_environment("FINGERPOST_PROPERTY_SEED");
}

/** Runs `property` once for each case with a random source whose seed is the number of the case.
    The first failure ends the test. FINGERPOST_PROPERTY_CASES raises the number of cases; a
    property that checks several things at a time says how many. */
template <class Property>
void for_all(std::uint64_t usual_cases, Property property, std::uint64_t at_once = 1) {
  const std::uint64_t cases =
      std::max(usual_cases, number_in_environment("FINGERPOST_PROPERTY_CASES"));
  const std::uint64_t only = only_seed();
  const std::uint64_t last = only ? only : cases / at_once;
  for (std::uint64_t seed = only ? only : 1; seed <= last; ++seed) {
    INFO("FINGERPOST_PROPERTY_SEED=" << seed);
    Random random(seed);
    property(random);
  }
}

}  // namespace fingerpost
