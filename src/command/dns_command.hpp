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
  /** The domains to print; empty for all domains in the configuration. */
  std::vector<std::string> domains;
  RecordStyle style = RecordStyle::cname;
  /** Hosts and addresses as given; if empty, the target is guessed from the configuration. */
  std::vector<std::string> targets;
};

/** A domain and its provider. */
struct ServedDomain {
  Domain name;
  const Provider* provider;
};

/** The parsed options. */
struct RecordPlan {
  std::vector<ServedDomain> domains;
  /** Patterns and maps, whose domains must be named one by one. */
  std::vector<std::string> patterns;
  RecordStyle style;
  /** The web server; nothing to guess it. */
  std::optional<WebTarget> target;
};

/** Parses the options. On failure, prints the reason on standard error and returns the exit
    status. */
tl::expected<RecordPlan, int> plan_records(const RecordOptions& options, const State& state,
                                           Lookups& lookups);

/** The records of a domain that point to the web server. */
struct WebRecords {
  ServedDomain domain;
  Records records;
  /** The host assumed to be the web server if no target is given. */
  std::optional<Domain> guess = {};
};

/** Passes the records of each domain in the plan to `take`. Returns the domains that have none,
    because no target was given and none can be guessed. */
std::vector<std::string> for_each_domain(const RecordPlan& plan, const State& state,
                                         Lookups& lookups,
                                         const std::function<void(WebRecords)>& take);

/** Returns a message that these hosts (at least one) are assumed to be web servers. Names the first
    few. */
std::string describe_guess(const std::vector<std::string>& hosts);

/** Prints on standard error which domains have no target, and which patterns are left out. Returns
    the exit status: EXIT_FAILURE if there are such domains. */
int report_missing_targets(const std::vector<std::string>& domains, const RecordPlan& plan);

/** Prints the records of each domain as lines of its zone. Returns EXIT_FAILURE if a domain is not
    served or has no target, EX_USAGE or EX_CONFIG. */
int dns(const ConfigSource& config, const RecordOptions& options, const Output& output);

}  // namespace fingerpost
