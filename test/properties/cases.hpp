// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>

#include "random.hpp"

namespace fingerpost {

/** FINGERPOST_PROPERTY_CASES raises or lowers the number of cases; FINGERPOST_PROPERTY_SEED asks
    for one case alone, which the failure named. */
inline std::uint64_t number_in_environment(const char* name, std::uint64_t otherwise) {
  const char* const text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

/** Whether `property` holds is tested with a source of chance for each case; the number of the case
    is its seed. The first failure ends the test. */
template <class Property>
void for_all(std::uint64_t usual_cases, Property property) {
  const std::uint64_t alone = number_in_environment("FINGERPOST_PROPERTY_SEED", 0);
  const std::uint64_t last =
      alone ? alone : number_in_environment("FINGERPOST_PROPERTY_CASES", usual_cases);
  for (std::uint64_t seed = alone ? alone : 1; seed <= last; ++seed) {
    INFO("FINGERPOST_PROPERTY_SEED=" << seed);
    Random random(seed);
    property(random);
  }
}

}  // namespace fingerpost
