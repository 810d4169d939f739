// SPDX-License-Identifier: MIT
#include "command/site_command.hpp"

#include <fmt/format.h>
#include <sysexits.h>

#include "base/text.hpp"
#include "command/configuration.hpp"
#include "command/json.hpp"
#include "command/reported_lookups.hpp"
#include "command/web_names.hpp"

namespace fingerpost {

namespace {

/** Returns the domains and targets as command-line arguments. */
std::string arguments_of(const RecordPlan& plan, const RecordOptions& options) {
  std::string text;
  if (!options.domains.empty())
    for (const ServedDomain& domain : plan.domains) text += " " + domain.name.text();
  if (!plan.target) return text;
  if (plan.target->host) text += " --target " + plan.target->host->text();
  for (const auto& addresses : {plan.target->ipv4, plan.target->ipv6})
    for (const std::string& address : addresses) text += " --target " + address;
  return text;
}

std::vector<CertificateNames> certificates_of(const RecordPlan& plan, const RecordOptions& options,
                                              const WebNames& names) {
  if (names.hosts.empty() && !plan.patterns.empty()) return {{"fingerpost", {}}};
  return by_certificate(certificate_name(options, plan), names.hosts);
}

Json as_json(const std::vector<CertificateNames>& all, const RecordPlan& plan,
             const WebNames& names, const std::string& text) {
  Json listed = Json::array();
  for (const CertificateNames& certificate : all)
    listed.push_back({{"name", certificate.name}, {"names", certificate.hosts}});
  return {{"certificates", listed},
          {"guessed", names.guesses},
          {"patterns", plan.patterns},
          {"site", text}};
}

/** Prints the assumptions behind the site on standard error. Returns the exit status. */
int complain_of_site(const WebNames& names, const RecordPlan& plan, const Output& output) {
  if (!output.json && !names.guesses.empty()) complain(describe_guess(names.guesses));
  if (!output.json && !plan.patterns.empty())
    complain(fmt::format(
        "cannot list the domains of {}, so the site takes every name that begins with autoconfig., "
        "autodiscover. or ua-auto-config.; to limit it, give domains on the command line",
        printable(listed(plan.patterns), 200)));
  return report_missing_targets(names.without_target, {plan.domains, {}, plan.style, plan.target});
}

}  // namespace

int site(const ConfigSource& config, const SiteOptions& options, const Output& output) {
  const auto state = load_or_explain(config);
  if (!state) return EX_CONFIG;
  ReportedLookups lookups;
  const auto plan = plan_records(options.records, *state, lookups);
  if (!plan) return plan.error();
  const WebNames names = collect_names(*plan, *state, lookups);
  const auto all = certificates_of(*plan, options.records, names);
  std::vector<std::string> domains;
  for (const ServedDomain& domain : plan->domains) domains.push_back(domain.name.text());
  Site site{"fingerpost" + options.config_option,
            arguments_of(*plan, options.records),
            {},
            {},
            plan->patterns};
  add_names(site, all, domains);
  const std::string text =
      all.empty() ? std::string() : options.server->write(site, *options.server);
  if (output.json)
    print(as_json(all, *plan, names, text));
  else
    fmt::print("{}", text);
  return complain_of_site(names, *plan, output);
}

}  // namespace fingerpost
