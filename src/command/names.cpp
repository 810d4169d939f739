// SPDX-License-Identifier: MIT
#include "command/names.hpp"

#include <fmt/format.h>
#include <sysexits.h>

#include <algorithm>
#include <unordered_set>

#include "command/configuration.hpp"
#include "command/json.hpp"

namespace fingerpost {

namespace {

/** In the order of the domains, each once. */
std::vector<std::string> names_of(const RecordPlan& plan, const State& state) {
  std::vector<std::string> names;
  std::unordered_set<std::string> seen;
  for (const Domain& domain : plan.domains)
    for (std::string& name : web_records(domain, state, plan).names)
      if (seen.insert(name).second) names.push_back(std::move(name));
  return names;
}

/** A command for each hundred names, which is all that a certificate of Let's Encrypt holds. */
void print_certbot(const std::vector<std::string>& names) {
  constexpr std::size_t most = 100;
  for (std::size_t first = 0; first < names.size(); first += most) {
    const std::size_t end = std::min(first + most, names.size());
    const std::string number = first == 0 ? "" : fmt::format("-{}", first / most + 1);
    fmt::print("certbot certonly --cert-name fingerpost{}", number);
    for (std::size_t i = first; i < end; ++i) fmt::print(" \\\n    -d {}", names[i]);
    fmt::print("\n");
  }
}

}  // namespace

int names(const std::string& config, const NamesOptions& options, const Output& output) {
  const auto state = load_or_explain(config);
  if (!state) return EX_CONFIG;
  int status = EX_OK;
  const auto plan = plan_records(options.records, *state, status);
  if (!plan) return status;
  const auto all = names_of(*plan, *state);
  if (output.json)
    print(Json(all));
  else if (options.certbot)
    print_certbot(all);
  else if (!all.empty())
    fmt::print("{}\n", fmt::join(all, "\n"));
  if (!plan->patterns.empty())
    complain(fmt::format("{}: name the domains that you want names for",
                         fmt::join(plan->patterns, ", ")));
  return EX_OK;
}

}  // namespace fingerpost
