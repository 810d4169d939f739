// SPDX-License-Identifier: MIT
#include "command/import.hpp"

#include <fmt/format.h>
#include <sysexits.h>

#include <cstdlib>

#include "command/json.hpp"
#include "import/import.hpp"

namespace fingerpost {

int import_configuration(const std::vector<std::string>& files, const Output& output) {
  const auto imported = import_files(files);
  if (!imported) {
    for (const std::string& refusal : imported.error()) fmt::print(stderr, "{}\n", refusal);
    return EXIT_FAILURE;
  }
  if (output.json) {
    const Json json = {{"configuration", imported->configuration},
                       {"warnings", imported->warnings}};
    print(json);
    return EX_OK;
  }
  fmt::print("{}", imported->configuration);
  for (const std::string& warning : imported->warnings) fmt::print(stderr, "{}\n", warning);
  return EX_OK;
}

}  // namespace fingerpost
