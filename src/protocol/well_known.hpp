// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "protocol/asked.hpp"

/** Redirects from the domain to its services: clients for calendars, contacts and JMAP ask the
    domain itself, by any method (RFC 6764 section 5, RFC 8620 section 2.2). A final slash, which
    some clients and many people add, makes no difference. */
namespace fingerpost::well_known {

inline constexpr auto paths = [] {
  constexpr auto has_path = [](const Service& service) { return !service.well_known.empty(); };
  constexpr auto count = std::count_if(std::begin(services), std::end(services), has_path);
  std::array<std::string_view, 2 * count> all = {};
  auto next = all.begin();
  for (const Service& service : services) {
    if (!has_path(service)) continue;
    *next++ = service.well_known_path();
    *next++ = service.well_known;
  }
  return all;
}();

Asked read(const Request& request, const Host& host);
Response write(const Asked& asked, const Subject& subject, const State& state);

}  // namespace fingerpost::well_known
