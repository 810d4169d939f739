// SPDX-License-Identifier: MIT
#include "command/names_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sysexits.h>

#include <algorithm>
#include <cstdlib>
#include <unordered_set>

#include "command/configuration.hpp"
#include "command/json.hpp"

namespace fingerpost {

namespace {

struct Names {
  /** In the order of the domains, each once. */
  std::vector<std::string> names = {};
  /** The hosts that are assumed to be the web server, each once. */
  std::vector<std::string> guessed = {};
  /** Domains without a target. */
  std::vector<std::string> lacking = {};
};

Names names_of(const RecordPlan& plan, const State& state) {
  Names result;
  std::unordered_set<std::string> seen, seen_guesses;
  for (const Domain& domain : plan.domains) {
    auto web = web_records(domain, state, plan);
    if (!web) {
      result.lacking.push_back(domain.text());
      continue;
    }
    for (std::string& name : web->records.names)
      if (seen.insert(name).second) result.names.push_back(std::move(name));
    if (web->guess && seen_guesses.insert(web->guess->text()).second)
      result.guessed.push_back(web->guess->text());
  }
  return result;
}

/** Returns the name of the certificate. That of some domains must not replace that of all. */
std::string certificate_name(const RecordOptions& options, const RecordPlan& plan) {
  return options.domains.empty() ? "fingerpost"
                                 : fmt::format("fingerpost-{}", plan.domains.front().text());
}

/** Prints a command for each hundred names, the most that a certificate of Let's Encrypt holds. */
void print_certbot(const std::string& certificate, const std::vector<std::string>& names) {
  constexpr std::size_t most = 100;
  for (std::size_t first = 0; first < names.size(); first += most) {
    const std::size_t end = std::min(first + most, names.size());
    const std::string number = first == 0 ? "" : fmt::format("-{}", first / most + 1);
    fmt::print("certbot certonly --cert-name {}{}", certificate, number);
    for (std::size_t i = first; i < end; ++i) fmt::print(" \\\n    -d {}", names[i]);
    fmt::print("\n");
  }
}

}  // namespace

int names(const std::string& config, const NamesOptions& options, const Output& output) {
  if (options.certbot && output.json)
    return usage_error("--certbot and --json are two forms of the same: say one");
  const auto state = load_or_explain(config);
  if (!state) return EX_CONFIG;
  const auto plan = plan_records(options.records, *state);
  if (!plan) return plan.error();
  const Names all = names_of(*plan, *state);
  if (output.json)
    print(Json{{"guessed", all.guessed}, {"names", all.names}});
  else if (options.certbot)
    print_certbot(certificate_name(options.records, *plan), all.names);
  else if (!all.names.empty())
    fmt::print("{}\n", fmt::join(all.names, "\n"));
  // On standard error, because the names and the command are for pasting. JSON has it already.
  if (!output.json && !all.guessed.empty()) complain(describe_guess(all.guessed));
  complain_of_lacking(all.lacking, *plan);
  return all.lacking.empty() ? EX_OK : EXIT_FAILURE;
}

}  // namespace fingerpost
