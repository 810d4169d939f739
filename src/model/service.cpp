// SPDX-License-Identifier: MIT
#include "model/service.hpp"

#include "base/text.hpp"

namespace fingerpost {

const Service* find_service(std::string_view Service::*column, std::string_view text) noexcept {
  const auto* const found =
      std::find_if(std::begin(services), std::end(services), [&](const Service& service) {
        return !text.empty() && equal_ignoring_case(service.*column, text);
      });
  return found == std::end(services) ? nullptr : found;
}

}  // namespace fingerpost
