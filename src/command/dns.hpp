// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "command/terminal.hpp"
#include "zone/records.hpp"

namespace fingerpost {

struct RecordOptions {
  /** Empty for all of the configuration. */
  std::vector<std::string> domains;
  RecordStyle style = RecordStyle::cname;
  /** Hosts and addresses as written; empty for what the configuration lets guess. */
  std::vector<std::string> targets;
};

/** What the options ask for, read. */
struct RecordPlan {
  std::vector<Domain> domains;
  /** Patterns that stand for many domains, which must be named one by one. */
  std::vector<std::string> patterns;
  RecordStyle style;
  /** Nothing for a guess. */
  std::optional<WebTarget> target;
};

/** Reads the options; what is wrong with them is explained on standard error. Nothing then, and
    `status` is what to exit with. */
std::optional<RecordPlan> plan_records(const RecordOptions& options, const State& state,
                                       int& status);

/** The records that lead to the web server, for one of the plan's domains. */
Records web_records(const Domain& domain, const State& state, const RecordPlan& plan);

/** Prints the records of each domain as lines of its zone. */
int dns(const std::string& config, const RecordOptions& options, const Output& output);

}  // namespace fingerpost
