// SPDX-License-Identifier: MIT
#include "command/configuration.hpp"

#include <fmt/format.h>
#include <sysexits.h>
#include <cstdio>

#include "base/text.hpp"
#include "config/load.hpp"

namespace fingerpost {

std::shared_ptr<const State> load_or_explain(const ConfigSource& config) {
  const Loaded loaded = load_configuration(config);
  if (!loaded.state)
    for (const Problem& problem : loaded.problems)
      if (problem.severity == Problem::Severity::error)
        fmt::print(stderr, "{}\n", describe(problem));
  return loaded.state;
}

void complain(std::string_view text) {
  // The limit in bytes; arguments may have any length and contain any characters.
  constexpr std::size_t longest = 1000;
  fmt::print(stderr, "fingerpost: {}\n", printable(text, longest));
}

int usage_error(std::string_view text) {
  complain(text);
  return EX_USAGE;
}

}  // namespace fingerpost
