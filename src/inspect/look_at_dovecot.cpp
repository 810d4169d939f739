// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iterator>

#include "base/file.hpp"
#include "inspect/dovecot_settings.hpp"
#include "inspect/inspector.hpp"
#include "inspect/program.hpp"

namespace fingerpost {

namespace {

std::optional<std::string> read(const std::string& path) {
  auto text = read_file(path);
  return text ? std::optional(*std::move(text)) : std::nullopt;
}

}  // namespace

Findings look_at_dovecot(const InspectSettings&, const Inspection& so_far) {
  const std::string doveconf = find_program("doveconf");
  Findings found;
  if (doveconf.empty()) return found;
  // Run `-n` first: asked for settings by name, doveconf answers even if the configuration has
  // errors.
  const auto changed = output_of(doveconf, {"-n"});
  const auto asked =
      output_of(doveconf, {std::begin(dovecot_questions), std::end(dovecot_questions)});
  for (const auto* const output : {&changed, &asked})
    if (!*output) {
      found.remarks.push_back("cannot read Dovecot's configuration: " + output->error());
      return found;
    }
  const bool knows_domains =
      std::any_of(so_far.begin(), so_far.end(),
                  [](const Findings& findings) { return !findings.domains.empty(); });
  return dovecot_findings({read_doveconf(*changed), read_doveconf(*asked)}, read, knows_domains);
}

}  // namespace fingerpost
