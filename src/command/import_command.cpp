// SPDX-License-Identifier: MIT
#include "command/import_command.hpp"

#include <fmt/format.h>
#include <sysexits.h>
#include <cstdio>

#include <cstdlib>

#include "base/text.hpp"
#include "command/configuration.hpp"
#include "command/json.hpp"
#include "import/draft.hpp"
#include "import/import.hpp"
#include "model/domain.hpp"

namespace fingerpost {

namespace {

/** Returns whether the configuration is unusable as it is, and prints the reason on standard
    error. */
bool is_unfinished(const Imported& imported) {
  if (imported.without_domain > 0)
    complain(fmt::format("replace {} with a domain before you use this", foreign::your_domain));
  else if (imported.providers == 0 && imported.refusals.empty())
    complain("no provider with a domain found");
  return imported.without_domain > 0 || imported.providers == 0 || !imported.refusals.empty();
}

/** Returns the first name that is not a domain, or nothing. */
std::optional<std::string> wrong_domain(const std::vector<std::string>& domains) {
  for (const std::string& domain : domains)
    if (!Domain::parse(domain)) return domain;
  return std::nullopt;
}

}  // namespace

int import_configuration(const ImportOptions& options, const Output& output) {
  if (const auto wrong = wrong_domain(options.domains))
    return usage_error(
        fmt::format("--domain: \"{}\" is not a domain (example.com)", printable(*wrong)));
  const Imported imported = import_files(options.files, options.domains);
  if (output.json)
    print(Json{{"configuration", imported.configuration},
               {"warnings", imported.warnings},
               {"refusals", imported.refusals}});
  else
    fmt::print("{}", imported.configuration);
  if (!output.json)
    for (const auto* const texts : {&imported.warnings, &imported.refusals})
      for (const std::string& text : *texts) fmt::print(stderr, "{}\n", text);
  if (!options.domains.empty() && !imported.domains_used)
    complain("--domain is ignored: every provider has domains of its own");
  return is_unfinished(imported) ? EXIT_FAILURE : EX_OK;
}

}  // namespace fingerpost
