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
#include "command/reported_lookups.hpp"

namespace fingerpost {

namespace {

/** Texts in the order in which they were added, each once. */
class UniqueTexts {
 public:
  void add(const std::string& text) {
    if (seen_.insert(text).second) list_.push_back(text);
  }
  const std::vector<std::string>& list() const noexcept { return list_; }

 private:
  std::vector<std::string> list_;
  std::unordered_set<std::string> seen_;
};

/** Returns the name of the certificate. That of some domains must not replace that of all. */
std::string certificate_name(const RecordOptions& options, const RecordPlan& plan) {
  return options.domains.empty() ? "fingerpost"
                                 : fmt::format("fingerpost-{}", plan.domains.front().name.text());
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
  ReportedLookups lookups;
  const auto plan = plan_records(options.records, *state, lookups);
  if (!plan) return plan.error();
  UniqueTexts names, guesses;
  const auto lacking = for_each_domain(*plan, *state, lookups, [&](const WebRecords& web) {
    for (const std::string& name : web.records.names) names.add(name);
    if (web.guess) guesses.add(web.guess->text());
  });
  if (output.json)
    print(Json{{"guessed", guesses.list()}, {"names", names.list()}});
  else if (options.certbot)
    print_certbot(certificate_name(options.records, *plan), names.list());
  else if (!names.list().empty())
    fmt::print("{}\n", fmt::join(names.list(), "\n"));
  // On standard error, because the names and the command are for pasting. JSON has it already.
  if (!output.json && !guesses.list().empty()) complain(describe_guess(guesses.list()));
  return complain_of_lacking(lacking, *plan);
}

}  // namespace fingerpost
