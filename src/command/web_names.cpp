// SPDX-License-Identifier: MIT
#include "command/web_names.hpp"

#include <fmt/format.h>

#include <unordered_set>

namespace fingerpost {

namespace {

/** Texts in insertion order, without duplicates. */
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

}  // namespace

WebNames collect_names(const RecordPlan& plan, const State& state, Lookups& lookups) {
  UniqueTexts hosts, guesses;
  auto without_target = for_each_domain(plan, state, lookups, [&](const WebRecords& web) {
    for (const std::string& name : web.records.names) hosts.add(name);
    if (web.guess) guesses.add(web.guess->text());
  });
  return {hosts.list(), guesses.list(), std::move(without_target)};
}

std::string certificate_name(const RecordOptions& options, const RecordPlan& plan) {
  return options.domains.empty() ? "fingerpost"
                                 : fmt::format("fingerpost-{}", plan.domains.front().name.text());
}

}  // namespace fingerpost
