// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "command/terminal.hpp"
#include "config/config_source.hpp"
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

/** A domain and who serves it. */
struct ServedDomain {
  Domain name;
  const Provider* provider;
};

/** The options once they are read. */
struct RecordPlan {
  std::vector<ServedDomain> domains;
  /** Patterns and maps that stand for many domains, which must be named one by one. */
  std::vector<std::string> patterns;
  RecordStyle style;
  /** The web server; nothing for a guess. */
  std::optional<WebTarget> target;
};

/** Reads the options. Refuses with what to exit with, and says why on standard error. */
tl::expected<RecordPlan, int> plan_records(const RecordOptions& options, const State& state,
                                           Lookups& lookups);

/** The records of a domain that lead to the web server. */
struct WebRecords {
  ServedDomain domain;
  Records records;
  /** The host that is assumed to be the web server if no target is given. */
  std::optional<Domain> guess = {};
};

/** Hands the records of each domain of the plan to `take`. Returns the domains without any: no target
    is given, and none can be guessed. */
std::vector<std::string> for_each_domain(const RecordPlan& plan, const State& state,
                                         Lookups& lookups,
                                         const std::function<void(WebRecords)>& take);

/** Returns a message that the hosts, at least one, are only assumed to be the web server. It names
    the first few. */
std::string describe_guess(const std::vector<std::string>& hosts);

/** Says on standard error for which domains there is nothing because they have no target, and for
    which patterns. Returns what to exit with: EXIT_FAILURE if there are such domains. */
int complain_of_lacking(const std::vector<std::string>& domains, const RecordPlan& plan);

/** Prints the records of each domain as lines of its zone. EXIT_FAILURE if a domain is not served
    or has no target, EX_USAGE or EX_CONFIG. */
int dns(const ConfigSource& config, const RecordOptions& options, const Output& output);

}  // namespace fingerpost
