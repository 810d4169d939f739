// SPDX-License-Identifier: MIT
#include "command/import.hpp"

#include <fmt/format.h>
#include <sysexits.h>

#include <cstdlib>

#include "command/configuration.hpp"
#include "command/json.hpp"
#include "import/import.hpp"

namespace fingerpost {

int import_configuration(const std::vector<std::string>& files, const Output& output) {
  const Imported imported = import_files(files);
  if (output.json)
    print(Json{{"configuration", imported.configuration},
               {"warnings", imported.warnings},
               {"refusals", imported.refusals}});
  else
    fmt::print("{}", imported.configuration);
  if (!output.json)
    for (const auto* const texts : {&imported.warnings, &imported.refusals})
      for (const std::string& text : *texts) fmt::print(stderr, "{}\n", text);
  if (imported.providers == 0 && imported.refusals.empty())
    complain("no provider with a domain came of it");
  return imported.refusals.empty() && imported.providers > 0 ? EX_OK : EXIT_FAILURE;
}

}  // namespace fingerpost
