// SPDX-License-Identifier: MIT
#include "command/check.hpp"

#include <fmt/format.h>
#include <sysexits.h>

#include <map>

#include "command/json.hpp"
#include "config/load.hpp"

namespace fingerpost {

namespace {

/** Provider -> the number of its domains. */
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

void print_json(const Loaded& loaded, const std::string& config) {
  Json json = {{"file", config},
               {"good", loaded.state != nullptr},
               {"problems", Json::array()},
               {"providers", Json::array()}};
  for (const Problem& problem : loaded.problems) json["problems"].push_back(as_json(problem));
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

std::string verdict(const Loaded& loaded) {
  const auto& [errors, warnings] = loaded.problems.counts();
  std::string text = errors ? counted(errors, "error") : std::string("good");
  if (warnings) text += ", " + counted(warnings, "warning");
  if (!loaded.state) return text;
  const Catalog& catalog = loaded.state->catalog;
  std::size_t servers = 0;
  for (const auto& provider : catalog.providers()) servers += servers_of(*provider);
  return fmt::format("{}; {}, {}, {}", text, counted(catalog.providers().size(), "provider"),
                     counted(catalog.domains(), "domain"), counted(servers, "server"));
}

void print_text(const Loaded& loaded, const std::string& config, const Output& output) {
  for (const Problem& problem : loaded.problems)
    fmt::print("{}\n",
               painted(describe(problem),
                       problem.severity == Problem::Severity::error ? Colour::red : Colour::yellow,
                       output));
  if (loaded.state) print_providers(loaded.state->catalog);
  fmt::print("{}\n", painted(fmt::format("{}: {}", config, verdict(loaded)),
                             loaded.state ? Colour::green : Colour::red, output));
}

}  // namespace

int check(const std::string& config, const Output& output) {
  const Loaded loaded = load_configuration(config);
  if (output.json)
    print_json(loaded, config);
  else
    print_text(loaded, config, output);
  return loaded.state ? EX_OK : EX_CONFIG;
}

}  // namespace fingerpost
