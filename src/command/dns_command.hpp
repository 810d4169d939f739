// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "command/terminal.hpp"
#include "zone/records.hpp"

namespace fingerpost {

/** The options of `dns` and `names`. */
struct RecordOptions {
  /** The domains to print; empty for all of the configuration. */
  std::vector<std::string> domains;
  RecordStyle style = RecordStyle::cname;
  /** Hosts and addresses as written; empty for what the configuration lets guess. */
  std::vector<std::string> targets;
};

/** The options once they are read. */
struct RecordPlan {
  std::vector<Domain> domains;
  /** Patterns that stand for many domains, which must be named one by one. */
  std::vector<std::string> patterns;
  RecordStyle style;
  /** The web server; nothing for a guess. */
  std::optional<WebTarget> target;
};

/** Reads the options. Refuses with what to exit with, and says why on standard error. */
tl::expected<RecordPlan, int> plan_records(const RecordOptions& options, const State& state);

/** DNS records, and the assumption that they are based on. */
struct WebRecords {
  Records records;
  /** The host that is assumed to be the web server if no target is given. */
  std::optional<Domain> guess;
};

/** Returns the records that lead to the web server, for one of the plan's domains. Returns nothing
    if no target is given and none can be guessed. */
std::optional<WebRecords> web_records(const Domain& domain, const State& state,
                                      const RecordPlan& plan);

/** Returns a message that the hosts, at least one, are only assumed to be the web server. It names
    the first few. */
std::string describe_guess(const std::vector<std::string>& hosts);

/** Says on standard error for which domains there is nothing because they have no target, and for
    which patterns. */
void complain_of_lacking(const std::vector<std::string>& domains, const RecordPlan& plan);

/** Prints the records of each domain as lines of its zone. EXIT_FAILURE if a domain is not served
    or has no target, EX_USAGE or EX_CONFIG. */
int dns(const std::string& config, const RecordOptions& options, const Output& output);

}  // namespace fingerpost
