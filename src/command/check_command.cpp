// SPDX-License-Identifier: MIT
#include "command/check_command.hpp"

#include <fmt/format.h>
#include <sysexits.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>
#include <vector>

#include "command/json.hpp"
#include "command/map_visit.hpp"
#include "command/readers.hpp"
#include "command/reported_lookups.hpp"
#include "command/table_files.hpp"
#include "config/load.hpp"
#include "inspect/inspector.hpp"
#include "setup/drift.hpp"

namespace fingerpost {

namespace {

/** Returns the number of domains of each provider. */
std::map<const Provider*, std::size_t> domains_of(const Catalog& catalog) {
  std::map<const Provider*, std::size_t> numbers;
  for (const auto& [pattern, provider] : catalog.entries()) ++numbers[provider];
  return numbers;
}

std::size_t servers_of(const Provider& provider) {
  return provider.incoming.size() + provider.outgoing.size();
}

Json as_json(const Problem& problem) {
  const bool error = problem.severity == Problem::Severity::error;
  return {{"severity", error ? "error" : "warning"},
          {"file", problem.file},
          {"line", problem.line},
          {"text", problem.text}};
}

/** The loaded configuration, with the problems that only this tool finds. */
struct Checked {
  Loaded loaded;
  Problems unreadable;
  Problems sockets;
  /** Problems in the files of maps. */
  Problems tables;
  /** Empty if the maps were not queried. */
  std::vector<MapVisit> visits = {};
  /** Empty if the mail server was not inspected. */
  std::vector<Difference> drift = {};

  bool is_good() const { return loaded.state && tables.errors() == 0; }
  std::size_t errors() const { return loaded.problems.counts().errors + tables.errors(); }
  std::size_t warnings() const {
    return loaded.problems.counts().warnings + unreadable.counts().warnings +
           sockets.counts().warnings + tables.counts().warnings + drift.size();
  }
  std::size_t failed_maps() const {
    return static_cast<std::size_t>(
        std::count_if(visits.begin(), visits.end(), [](const auto& visit) { return !visit.good; }));
  }
  template <class Function>
  void for_each_problem(Function function) const {
    for (const Problems* const problems : {&loaded.problems, &unreadable, &sockets, &tables})
      std::for_each(problems->begin(), problems->end(), function);
  }
};

Json as_json(const MapVisit& visit) {
  Json json = {{"map", visit.map->text}, {"good", visit.good}, {"text", visit.text}};
  if (visit.time.count() > 0) json["seconds"] = visit.time.count();
  return json;
}

void print_json(const Checked& checked, const ConfigSource& config, const CheckOptions& own) {
  const Loaded& loaded = checked.loaded;
  Json json = {{"file", name_of(config)},
               {"good", checked.is_good() && checked.failed_maps() == 0},
               {"problems", Json::array()},
               {"providers", Json::array()}};
  checked.for_each_problem(
      [&](const Problem& problem) { json["problems"].push_back(as_json(problem)); });
  if (loaded.state) {
    auto domains = domains_of(loaded.state->catalog);
    for (const auto& provider : loaded.state->catalog.providers())
      json["providers"].push_back({{"provider", provider->key},
                                   {"name", provider->name},
                                   {"domains", domains[provider.get()]},
                                   {"domain-maps", provider->domain_maps.size()},
                                   {"login-maps", provider->login_maps.size()},
                                   {"servers", servers_of(*provider)}});
  }
  if (own.maps) json["maps"] = Json::array();
  for (const MapVisit& visit : checked.visits) json["maps"].push_back(as_json(visit));
  if (own.server) json["server"] = Json::array();
  for (const Difference& difference : checked.drift)
    json["server"].push_back({{"text", difference.what}, {"advice", difference.advice}});
  print(json);
}

/** Returns ` and 2 maps` for a provider that has domains in maps. */
std::string and_maps(const Provider& provider) {
  const std::size_t maps = provider.domain_maps.size();
  return maps ? " and " + counted(maps, "map") : std::string();
}

void print_visits(const std::vector<MapVisit>& visits, const Output& output) {
  for (const MapVisit& visit : visits)
    fmt::print(
        "{} {}\n", visit.map->text,
        visit.good ? visit.text : painted(fmt::format("FAILS: {}", visit.text), red, output));
}

void print_drift(const std::vector<Difference>& drift, const Output& output) {
  for (const Difference& difference : drift)
    fmt::print("{}\n", painted(fmt::format("mail server: warning: {} -> {}", difference.what,
                                           difference.advice),
                               yellow, output));
}

void print_providers(const Catalog& catalog) {
  auto domains = domains_of(catalog);
  Table table;
  for (const auto& provider : catalog.providers())
    table.add({"provider " + provider->key,
               counted(domains[provider.get()], "domain") + and_maps(*provider),
               provider->redirects() ? "redirects" : counted(servers_of(*provider), "server"),
               provider->name});
  fmt::print("{}", table.text());
}

std::string verdict(const Checked& checked) {
  const Loaded& loaded = checked.loaded;
  const std::size_t errors = checked.errors();
  std::string text = errors ? counted(errors, "error") : std::string("valid");
  if (checked.warnings()) text += ", " + counted(checked.warnings(), "warning");
  if (checked.failed_maps()) text += ", " + counted(checked.failed_maps(), "failed map");
  if (!loaded.state) return text;
  const Catalog& catalog = loaded.state->catalog;
  std::size_t servers = 0;
  for (const auto& provider : catalog.providers()) servers += servers_of(*provider);
  const std::size_t maps = catalog.maps().size();
  return fmt::format("{}; {}, {}, {}{}", text, counted(catalog.providers().size(), "provider"),
                     counted(catalog.domains(), "domain"), counted(servers, "server"),
                     maps ? ", " + counted(maps, "map") : "");
}

/** Returns a domain in the configuration to use as an example, or DOMAIN. */
std::string_view example_domain(const std::vector<Catalog::Entry>& entries) {
  const auto exact = std::find_if(entries.begin(), entries.end(), [](const auto& entry) {
    return entry.pattern.kind == DomainPattern::Kind::exact;
  });
  return exact == entries.end() ? "DOMAIN" : std::string_view(exact->pattern.name);
}

bool asks_maps(const Catalog& catalog) {
  const std::vector<const Map*> maps = catalog.maps();
  return std::any_of(maps.begin(), maps.end(), [](const Map* map) { return !map->content; });
}

void print_next(const Catalog& catalog, const ConfigSource& config, const CheckOptions& own) {
  const auto entries = catalog.entries();
  const std::string& command = own.command;
  Table table;
  if (!catalog.maps().empty() && !own.maps)
    table.add({fmt::format("  {} check --maps", command), "test the maps"});
  // Variables change only with a restart.
  if (!stands_in(config))
    table.add({"  systemctl reload fingerpost",
               asks_maps(catalog) ? "apply it; restart instead if there were no maps before"
                                  : "apply it"});
  table.add({fmt::format("  {} dns", command), "the DNS records to add"});
  table.add({fmt::format("  {} names", command), "the names that the certificate needs"});
  table.add({fmt::format("  {} probe {}", command, example_domain(entries)),
             "test whether clients find it"});
  fmt::print("Next:\n{}", table.text());
}

void print_text(const Checked& checked, const ConfigSource& config, const CheckOptions& own,
                const Output& output) {
  checked.for_each_problem([&](const Problem& problem) {
    const bool error = problem.severity == Problem::Severity::error;
    fmt::print("{}\n", painted(describe(problem), error ? red : yellow, output));
  });
  const auto& state = checked.loaded.state;
  if (state) print_providers(state->catalog);
  print_visits(checked.visits, output);
  print_drift(checked.drift, output);
  const bool good = checked.is_good() && checked.failed_maps() == 0;
  fmt::print("{}\n", painted(fmt::format("{}: {}", name_of(config), verdict(checked)),
                             good ? green : red, output));
  if (good) print_next(state->catalog, config, own);
}

/** Compares a configuration with the mail server on this machine. */
std::vector<Difference> look_for_drift(const Catalog& catalog) {
  ReportedLookups lookups;
  return find_drift(catalog, inspect_server({}), lookups);
}

}  // namespace

int check(const ConfigSource& config, const CheckOptions& own, const Output& output) {
  Loaded loaded = load_configuration(config);
  const auto state = loaded.state;
  Problems unreadable = unreadable_files(loaded.problems.files());
  const Checked checked{
      std::move(loaded),
      std::move(unreadable),
      state ? closed_sockets(state->catalog) : Problems(),
      state ? table_problems(state->catalog) : Problems(),
      state && own.maps ? visit_maps(state->catalog) : std::vector<MapVisit>(),
      state && own.server ? look_for_drift(state->catalog) : std::vector<Difference>()};
  if (output.json)
    print_json(checked, config, own);
  else
    print_text(checked, config, own, output);
  if (!checked.is_good()) return EX_CONFIG;
  if (checked.failed_maps() > 0) return EXIT_FAILURE;
  return own.strict && checked.warnings() > 0 ? EXIT_FAILURE : EX_OK;
}

}  // namespace fingerpost
