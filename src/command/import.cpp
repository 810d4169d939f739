// SPDX-License-Identifier: MIT
#include "command/import.hpp"

#include <fmt/format.h>
#include <sysexits.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "import/import.hpp"

namespace fingerpost {

int import_configuration(const std::vector<std::string>& files, const Output& output) {
  const auto imported = import_files(files);
  if (!imported) {
    for (const std::string& refusal : imported.error()) fmt::print(stderr, "{}\n", refusal);
    return EXIT_FAILURE;
  }
  if (output.json) {
    const nlohmann::ordered_json json = {{"configuration", imported->configuration},
                                         {"warnings", imported->warnings}};
    fmt::print("{}\n", json.dump(2));
    return EX_OK;
  }
  fmt::print("{}", imported->configuration);
  for (const std::string& warning : imported->warnings) fmt::print(stderr, "{}\n", warning);
  return EX_OK;
}

}  // namespace fingerpost
