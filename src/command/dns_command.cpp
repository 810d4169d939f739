// SPDX-License-Identifier: MIT
#include "command/dns_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sysexits.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "base/ip_address.hpp"
#include "base/text.hpp"
#include "command/configuration.hpp"
#include "command/json.hpp"
#include "command/reported_lookups.hpp"

namespace fingerpost {

namespace {

/** Adds a host name or address to the target. Returns an error, or an empty string. */
std::string read_target(const std::string& text, WebTarget& target) {
  if (is_ipv4(text) || is_ipv6(text)) {
    (is_ipv4(text) ? target.ipv4 : target.ipv6).push_back(text);
    return {};
  }
  auto host = Domain::parse(text);
  if (!host) return fmt::format("\"{}\" is neither a host name nor an address", text);
  if (target.host) return "takes only one host name";
  target.host = std::move(host);
  return {};
}

/** Returns how the target does not fit the style, or an empty string. */
std::string lacks(RecordStyle style, const std::optional<WebTarget>& target) {
  const bool host = target && target->host;
  const bool address = target && !(target->ipv4.empty() && target->ipv6.empty());
  if (host && address) return "takes a host name or addresses, not both";
  if (style == RecordStyle::srv && target && !host)
    return "must be a host name for --style srv, not an address";
  if (style != RecordStyle::mx) return {};
  const bool has_domain =
      host && std::count(target->host->text().begin(), target->host->text().end(), '.') >= 2;
  return has_domain ? "" : "must be the MX host for --style mx, such as mx.hoster.example";
}

/** Returns the target in the options, or an error. */
tl::expected<std::optional<WebTarget>, std::string> read_targets(const RecordOptions& options) {
  std::optional<WebTarget> target;
  for (const std::string& text : options.targets) {
    if (!target) target.emplace();
    if (const auto complaint = read_target(text, *target); !complaint.empty())
      return tl::make_unexpected("--target " + complaint);
  }
  if (const auto complaint = lacks(options.style, target); !complaint.empty())
    return tl::make_unexpected("--target " + complaint);
  return target;
}

void add_all_domains(RecordPlan& plan, const Catalog& catalog) {
  for (const auto& [pattern, provider] : catalog.entries())
    if (pattern.kind == DomainPattern::Kind::exact)
      plan.domains.push_back({*Domain::parse(pattern.name), provider});
    else
      plan.patterns.push_back(pattern.text());
  for (const auto& [map, provider] : catalog.domain_maps()) plan.patterns.push_back(map->text);
}

/** Returns the host of autodiscover-url or, without it, of the first mail server. */
std::optional<Domain> guess_target(const ServedDomain& domain, const State& state) {
  if (state.autodiscover_url) return Domain::parse(state.autodiscover_url->host());
  for (const Server* const server : all_servers(*domain.provider))
    if (auto host = Domain::parse(server->host.expand(domain.name))) return host;
  return std::nullopt;
}

Json as_json(const Record& record, const Domain& domain) {
  return {{"name", full_name(record, domain.text()) + "."},
          {"type", record.type},
          {"data", record.data}};
}

void print_json(const std::vector<WebRecords>& all) {
  Json json = Json::array();
  for (const auto& [served, records, guess] : all) {
    const Domain& domain = served.name;
    Json entry = {{"domain", domain.text()}};
    if (guess) entry["guessed"] = guess->text();
    entry["comments"] = records.comments;
    entry["records"] = Json::array();
    for (const Record& record : records.records)
      entry["records"].push_back(as_json(record, domain));
    json.push_back(std::move(entry));
  }
  print(json);
}

void print_zone(const Domain& domain, const Records& records) {
  fmt::print("$ORIGIN {}.\n", domain.text());
  for (const std::string& comment : records.comments) fmt::print("; {}\n", comment);
  Table table;
  for (const Record& record : records.records)
    table.add({record.name, "IN", record.type, record.data});
  fmt::print("{}", table.text());
}

void append(Records& records, Records more) {
  const auto move_all = [](auto& to, auto& from) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
  };
  move_all(records.comments, more.comments);
  move_all(records.records, more.records);
}

/** Adds a domain from the command line unless the plan already has it. Returns the exit status; if
    that is not EX_OK, prints the error. */
int add_domain(const std::string& text, const State& state, Lookups& lookups, RecordPlan& plan) {
  auto domain = Domain::parse(text);
  if (!domain) return usage_error(fmt::format("\"{}\" is not a domain", text));
  const Serving serving = find_provider(state.catalog, *domain, lookups);
  if (!serving.provider) {
    complain_of_no_provider(*domain, serving);
    return EXIT_FAILURE;
  }
  if (std::none_of(plan.domains.begin(), plan.domains.end(),
                   [&](const ServedDomain& other) { return other.name == *domain; }))
    plan.domains.push_back({*std::move(domain), serving.provider});
  return EX_OK;
}

}  // namespace

tl::expected<RecordPlan, int> plan_records(const RecordOptions& options, const State& state,
                                           Lookups& lookups) {
  auto target = read_targets(options);
  if (!target) return tl::make_unexpected(usage_error(target.error()));
  RecordPlan plan{{}, {}, options.style, *std::move(target)};
  int status = EX_OK;
  for (const std::string& text : options.domains)
    status = std::max(status, add_domain(text, state, lookups, plan));
  if (status != EX_OK) return tl::make_unexpected(status);
  if (options.domains.empty()) add_all_domains(plan, state.catalog);
  return plan;
}

std::string describe_guess(const std::vector<std::string>& hosts) {
  return fmt::format("assuming {} {}; use --target HOST to change this", listed(hosts),
                     hosts.size() == 1 ? "is the web server" : "are the web servers");
}

std::vector<std::string> for_each_domain(const RecordPlan& plan, const State& state,
                                         Lookups& lookups,
                                         const std::function<void(WebRecords)>& take) {
  std::vector<std::string> without_target;
  for (const ServedDomain& domain : plan.domains) {
    const auto guess = plan.target ? std::nullopt : guess_target(domain, state);
    if (!plan.target && !guess) {
      without_target.push_back(domain.name.text());
      continue;
    }
    const WebTarget target = plan.target.value_or(WebTarget{guess});
    Records records = web_records(domain.name, state, lookups, plan.style, target);
    if (guess) records.comments.push_back(describe_guess({guess->text()}));
    take({domain, std::move(records), guess});
  }
  return without_target;
}

int report_missing_targets(const std::vector<std::string>& domains, const RecordPlan& plan) {
  if (!domains.empty())
    complain(
        fmt::format("{}: cannot guess the web server from the configuration; give --target HOST",
                    fmt::join(domains, ", ")));
  if (!plan.patterns.empty())
    complain(fmt::format("cannot list the domains of {}; give them on the command line",
                         fmt::join(plan.patterns, ", ")));
  return domains.empty() ? EX_OK : EXIT_FAILURE;
}

int dns(const ConfigSource& config, const RecordOptions& options, const Output& output) {
  const auto state = load_or_explain(config);
  if (!state) return EX_CONFIG;
  ReportedLookups lookups;
  const auto plan = plan_records(options, *state, lookups);
  if (!plan) return plan.error();
  std::vector<WebRecords> all;
  const auto without_target = for_each_domain(*plan, *state, lookups, [&](WebRecords web) {
    append(web.records, service_records(web.domain.name, *web.domain.provider));
    all.push_back(std::move(web));
  });
  if (output.json)
    print_json(all);
  else
    for (const WebRecords& one : all) {
      if (&one != &all.front()) fmt::print("\n");
      print_zone(one.domain.name, one.records);
    }
  return report_missing_targets(without_target, *plan);
}

}  // namespace fingerpost
