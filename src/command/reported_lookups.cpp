// SPDX-License-Identifier: MIT
#include "command/reported_lookups.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "command/configuration.hpp"

namespace fingerpost {

std::string describe_failure(const Map& map, std::string_view reason) {
  if (map.type->reader != MapReader::mapd) return std::string(reason);
  const bool is_reached = reason.find(map.socket) == reason.npos;
  return fmt::format(
      "{}; {}", reason,
      is_reached ? "check journalctl -u fingerpost-mapd"
                 : "check that fingerpost-mapd runs: systemctl status fingerpost-mapd.socket");
}

ReportedLookups::ReportedLookups() {
  // The subcommand's message about a failed map says more than the log would.
  set_log_level(LogLevel::error);
}

MapAnswer ReportedLookups::look_up(const Map& map, std::string_view key) {
  const MapAnswer answer = lookups_.look_up(map, key);
  if (answer.kind == MapAnswer::Kind::failed && failed_.insert(&map).second)
    complain(fmt::format("{}: {}", map.text, describe_failure(map, lookups_.failure(map))));
  return answer;
}

void complain_of_no_provider(const Domain& domain, const Serving& serving) {
  complain(serving.kind == Serving::Kind::known
               ? fmt::format("no provider serves {}", domain.text())
               : fmt::format("cannot determine who serves {}", domain.text()));
}

}  // namespace fingerpost
