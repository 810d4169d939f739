// SPDX-License-Identifier: MIT
#include "command/check_command.hpp"

#include <fmt/format.h>
#include <sysexits.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

#include "command/json.hpp"
#include "command/readers.hpp"
#include "config/load.hpp"

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

/** The loaded configuration, and the warnings that only this tool gives. */
struct Checked {
  Loaded loaded;
  Problems unreadable;

  std::size_t errors() const { return loaded.problems.counts().errors; }
  std::size_t warnings() const {
    return loaded.problems.counts().warnings + unreadable.counts().warnings;
  }
  template <class Function>
  void for_each_problem(Function function) const {
    std::for_each(loaded.problems.begin(), loaded.problems.end(), function);
    std::for_each(unreadable.begin(), unreadable.end(), function);
  }
};

void print_json(const Checked& checked, const std::string& config) {
  const Loaded& loaded = checked.loaded;
  Json json = {{"file", config},
               {"good", loaded.state != nullptr},
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
                                   {"servers", servers_of(*provider)}});
  }
  print(json);
}

void print_providers(const Catalog& catalog) {
  auto domains = domains_of(catalog);
  Table table;
  for (const auto& provider : catalog.providers())
    table.add({"provider " + provider->key, counted(domains[provider.get()], "domain"),
               provider->redirects() ? "redirects" : counted(servers_of(*provider), "server"),
               provider->name});
  fmt::print("{}", table.text());
}

std::string verdict(const Checked& checked) {
  const Loaded& loaded = checked.loaded;
  const std::size_t errors = checked.errors();
  std::string text = errors ? counted(errors, "error") : std::string("good");
  if (checked.warnings()) text += ", " + counted(checked.warnings(), "warning");
  if (!loaded.state) return text;
  const Catalog& catalog = loaded.state->catalog;
  std::size_t servers = 0;
  for (const auto& provider : catalog.providers()) servers += servers_of(*provider);
  return fmt::format("{}; {}, {}, {}", text, counted(catalog.providers().size(), "provider"),
                     counted(catalog.domains(), "domain"), counted(servers, "server"));
}

/** Returns a listed domain to try the configuration with, or nothing. */
std::string_view example_domain(const std::vector<Catalog::Entry>& entries) {
  const auto exact = std::find_if(entries.begin(), entries.end(), [](const auto& entry) {
    return entry.pattern.kind == DomainPattern::Kind::exact;
  });
  return exact == entries.end() ? "DOMAIN" : std::string_view(exact->pattern.name);
}

void print_next(const Catalog& catalog, const std::string& command) {
  const auto entries = catalog.entries();
  Table table;
  table.add({"  systemctl reload fingerpost", "take it into service"});
  table.add({fmt::format("  {} dns", command), "the DNS records to add"});
  table.add({fmt::format("  {} names", command), "the names that the certificate needs"});
  table.add({fmt::format("  {} probe {}", command, example_domain(entries)),
             "see whether clients find it"});
  fmt::print("Next:\n{}", table.text());
}

void print_text(const Checked& checked, const std::string& config, const CheckOptions& own,
                const Output& output) {
  checked.for_each_problem([&](const Problem& problem) {
    const bool error = problem.severity == Problem::Severity::error;
    fmt::print("{}\n", painted(describe(problem), error ? red : yellow, output));
  });
  const auto& state = checked.loaded.state;
  if (state) print_providers(state->catalog);
  fmt::print("{}\n",
             painted(fmt::format("{}: {}", config, verdict(checked)), state ? green : red, output));
  if (state) print_next(state->catalog, own.command);
}

}  // namespace

int check(const std::string& config, const CheckOptions& own, const Output& output) {
  Loaded loaded = load_configuration(config);
  Problems unreadable = unreadable_files(loaded.problems.files());
  const Checked checked{std::move(loaded), std::move(unreadable)};
  if (output.json)
    print_json(checked, config);
  else
    print_text(checked, config, own, output);
  if (!checked.loaded.state) return EX_CONFIG;
  return own.strict && checked.warnings() > 0 ? EXIT_FAILURE : EX_OK;
}

}  // namespace fingerpost
