// SPDX-License-Identifier: MIT
#include "report/outcome.hpp"

namespace fingerpost {

Outcome outcome_of(const Response& response) noexcept {
  switch (response.status) {
    case 200:
      return response.event.detail.empty() ? Outcome::answered : Outcome::bad_request;
    case 302:
    case 307:
      return Outcome::redirected;
    case 304:
      return Outcome::not_modified;
    case 400:
      return Outcome::bad_request;
    case 404:
      return Outcome::not_found;
    case 405:
      return Outcome::wrong_method;
    case 413:
      return Outcome::too_large;
    case 503:
      return Outcome::unavailable;
    default:
      return Outcome::failed;
  }
}

}  // namespace fingerpost
