// SPDX-License-Identifier: MIT
#include "command/init_command.hpp"

#include <fmt/format.h>
#include <sysexits.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <tl/expected.hpp>

#include "base/text.hpp"
#include "command/configuration.hpp"
#include "command/json.hpp"
#include "inspect/inspector.hpp"
#include "setup/config_file.hpp"
#include "setup/next_steps.hpp"
#include "setup/proposal.hpp"

namespace fingerpost {

namespace {

/** Returns the settings for the inspection, or an error in the options. */
tl::expected<InspectSettings, std::string> read_options(const InitOptions& options) {
  InspectSettings settings;
  for (const std::string& text : options.domains) {
    auto domain = Domain::parse(text);
    if (!domain)
      return tl::make_unexpected(fmt::format("{} is not a domain (example.com)", in_quotes(text)));
    if (std::find(settings.domains.begin(), settings.domains.end(), *domain) ==
        settings.domains.end())
      settings.domains.push_back(*std::move(domain));
  }
  if (!options.host.empty()) {
    settings.host = Domain::parse(options.host);
    if (!settings.host)
      return tl::make_unexpected(
          fmt::format("--host: {} is not a host name (mail.example.com)", in_quotes(options.host)));
  }
  if (std::string wrong = read_network_options(options.network, settings.resolver, settings.fetch);
      !wrong.empty())
    return tl::make_unexpected(std::move(wrong));
  return settings;
}

/** Returns the arguments for a shell command. */
std::string arguments_of(const InitOptions& options) {
  std::string text = options.host.empty() ? "" : " --host " + options.host;
  for (const std::string& domain : options.domains) text += " " + domain;
  return text;
}

Json as_json(const std::vector<NextStep>& steps) {
  Json all = Json::array();
  for (const NextStep& step : steps)
    all.push_back({{"command", step.command}, {"purpose", step.purpose}});
  return all;
}

/** Prints one line per step. Unusually long commands do not widen the column. */
void print_steps(std::FILE* stream, const std::vector<NextStep>& steps) {
  constexpr std::size_t usual = 64;
  std::size_t width = 0;
  for (const NextStep& step : steps)
    if (step.command.size() <= usual) width = std::max(width, step.command.size());
  fmt::print(stream, "Next:\n");
  for (const NextStep& step : steps)
    fmt::print(stream, "  {:<{}}  # {}\n", step.command, width, step.purpose);
}

void print_remarks(const std::vector<std::string>& remarks) {
  for (const std::string& remark : remarks) complain(remark);
}

}  // namespace

int init(const std::string& config, const InitOptions& options, const Output& output) {
  const auto settings = read_options(options);
  if (!settings) return usage_error(settings.error());
  const Inspection found = inspect(*settings);
  const Proposal proposal = propose(*settings, found);
  NewConfiguration made{options.config_option, arguments_of(options), proposal.maps, false,
                        proposal.domain};
  std::string refusal;
  if (options.write && !proposal.complete)
    refusal = "not written: the configuration is incomplete";
  else if (options.write)
    if (const auto placed = put_in_place(config, proposal.configuration); !placed)
      refusal = placed.error();
  made.in_place = options.write && refusal.empty();
  const auto steps = next_steps(made);

  if (output.json) {
    Json json = {{"configuration", proposal.configuration},
                 {"complete", proposal.complete},
                 {"remarks", proposal.remarks},
                 {"written", made.in_place},
                 {"next", as_json(steps)}};
    if (!refusal.empty()) json["refusal"] = refusal;
    print(json);
  } else {
    fmt::print("{}", proposal.configuration);
    std::fflush(stdout);
    print_remarks(proposal.remarks);
    if (!refusal.empty()) complain(refusal);
    if (made.in_place) fmt::print("\nWritten to {}.\n", config);
    if (proposal.complete && refusal.empty()) print_steps(made.in_place ? stdout : stderr, steps);
  }
  if (!refusal.empty() && proposal.complete) return EX_CANTCREAT;
  return proposal.complete ? EX_OK : EXIT_FAILURE;
}

}  // namespace fingerpost
