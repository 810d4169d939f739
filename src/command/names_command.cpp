// SPDX-License-Identifier: MIT
#include "command/names_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sysexits.h>

#include "command/configuration.hpp"
#include "command/json.hpp"
#include "command/reported_lookups.hpp"
#include "command/web_names.hpp"
#include "setup/certificate_names.hpp"

namespace fingerpost {

namespace {

void print_certbot(const std::vector<CertificateNames>& all, std::string_view options) {
  for (const CertificateNames& certificate : all) {
    fmt::print("certbot certonly --cert-name {}", certificate.name);
    for (const std::string& host : certificate.hosts) fmt::print(" \\\n    -d {}", host);
    if (!options.empty()) fmt::print(" \\\n    {}", options);
    fmt::print("\n");
  }
}

}  // namespace

int names(const ConfigSource& config, const NamesOptions& options, const Output& output) {
  if (options.certbot && output.json) return usage_error("--certbot and --json cannot be combined");
  if (options.server && !options.certbot) return usage_error("--for requires --certbot");
  const auto state = load_or_explain(config);
  if (!state) return EX_CONFIG;
  ReportedLookups lookups;
  const auto plan = plan_records(options.records, *state, lookups);
  if (!plan) return plan.error();
  const WebNames names = collect_names(*plan, *state, lookups);
  if (output.json)
    print(Json{{"guessed", names.guesses}, {"names", names.hosts}});
  else if (options.certbot)
    print_certbot(by_certificate(certificate_name(options.records, *plan), names.hosts),
                  options.server ? options.server->certbot : std::string_view());
  else if (!names.hosts.empty())
    fmt::print("{}\n", fmt::join(names.hosts, "\n"));
  // On standard error, because the names and the command are meant for pasting. The JSON already
  // contains it.
  if (!output.json && !names.guesses.empty()) complain(describe_guess(names.guesses));
  return report_missing_targets(names.without_target, *plan);
}

}  // namespace fingerpost
