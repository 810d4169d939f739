// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "http/response.hpp"

namespace fingerpost {

/** The way in which a request ended. */
enum class Outcome {
  answered,
  redirected,
  not_modified,
  bad_request,
  /** The domain or the path is not served. */
  not_found,
  wrong_method,
  too_large,
  failed,
  /** A map failed. */
  unavailable
};

/** The words for outcomes in reports, in the order of the enum. */
inline constexpr std::array<std::string_view, 9> outcome_words = {
    "answered",     "redirected", "not_modified", "bad_request", "not_found",
    "wrong_method", "too_large",  "failed",       "unavailable"};

/** Returns the outcome of an answer. POX errors have status 200. */
Outcome outcome_of(const Response& response) noexcept;

}  // namespace fingerpost
