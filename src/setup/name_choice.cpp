// SPDX-License-Identifier: MIT
#include "setup/name_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "inspect/inspector.hpp"
#include "probe/plan.hpp"

namespace fingerpost {

namespace {

/** Returns the names in the certificates of the mail server's ports. */
std::vector<Fact> certificate_names(const Inspection& found) {
  std::vector<Fact> names;
  for (const Findings& findings : found)
    if (findings.standing == Standing::open)
      names.insert(names.end(), findings.hosts.begin(), findings.hosts.end());
  return names;
}

const Fact* find(const std::vector<Fact>& facts, const std::string& value) {
  const auto fact = std::find_if(facts.begin(), facts.end(),
                                 [&](const Fact& each) { return each.value == value; });
  return fact == facts.end() ? nullptr : &*fact;
}

/** Returns the name that looks most like a mail server's. */
const Fact& best_name(const std::vector<Fact>& names) {
  for (const std::string_view label : {"mail.", "imap.", "mx.", "smtp."})
    for (const Fact& name : names)
      if (name.value.starts_with(label)) return name;
  return names.front();
}

std::string evidence_for(const InspectSettings& settings, const Inspection& found,
                         const std::string& host) {
  if (settings.host) return "--host";
  for (const Findings& findings : found)
    if (const Fact* const fact = find(findings.hosts, host)) return fact->evidence;
  return "the name of this machine";
}

/** Returns whether there are domains in maps. */
bool has_other_domains(const Inspection& found) {
  return !first_facts(found, &Findings::domain_maps).empty();
}

/** Returns whether the mail server's own programs list domains. */
bool knows_domains(const Inspection& found) {
  return std::any_of(found.begin(), found.end(), [](const Findings& findings) {
    return findings.standing == Standing::configured && !findings.domains.empty();
  });
}

/** Returns the domains of the mail server's own programs. If they have none, not even in maps,
    returns the published domains. */
std::vector<Fact> all_domains(const Inspection& found) {
  const bool known = knows_domains(found) || has_other_domains(found);
  std::vector<Fact> domains;
  for (const Findings& findings : found)
    if (!known || findings.standing != Standing::published)
      for (const Fact& fact : findings.domains)
        if (!find(domains, fact.value)) domains.push_back(fact);
  return domains;
}

/** Adds remarks on published domains that the mail server does not have. If it has maps, they may
    be in those, so nothing is added. */
void tell_stale_domains(const Inspection& found, const std::vector<Fact>& domains,
                        std::vector<std::string>& remarks) {
  if (!knows_domains(found) || has_other_domains(found)) return;
  for (const Findings& findings : found) {
    std::vector<std::string> stale;
    for (const Fact& fact : findings.domains)
      if (findings.standing == Standing::published && !find(domains, fact.value))
        stale.push_back(fmt::format("{} ({})", fact.value, fact.evidence));
    if (!stale.empty())
      remarks.push_back(
          fmt::format("the mail server has no mailboxes for {}, so this is left out; correct the "
                      "file, or add the domain to the mail server",
                      listed(stale)));
  }
}

/** Returns the domains that the user asked for, each with the evidence found for it. */
std::vector<Fact> asked_domains(const InspectSettings& settings, const Inspection& found,
                                std::vector<std::string>& remarks) {
  const std::vector<Fact> known = all_domains(found);
  const bool may_be_elsewhere = has_other_domains(found);
  std::vector<Fact> domains;
  for (const Domain& domain : settings.domains) {
    const Fact* const fact = find(known, domain.text());
    domains.push_back(fact ? *fact : Fact{domain.text(), "command line"});
    if (!fact && !may_be_elsewhere && knows_domains(found))
      remarks.push_back(
          fmt::format("the mail server has no mailboxes for {} (it has {}); add the domain there, "
                      "or omit it here",
                      domain.text(), known.front().value));
  }
  return domains;
}

}  // namespace

std::vector<Fact> first_facts(const Inspection& found, std::vector<Fact> Findings::*kind) {
  for (const Findings& findings : found)
    if (!(findings.*kind).empty()) return findings.*kind;
  return {};
}

Fact choose_host(const InspectSettings& settings, const Inspection& found,
                 std::vector<std::string>& remarks) {
  const std::string own = host_of(settings, found);
  const std::vector<Fact> names = certificate_names(found);
  Fact host{own, evidence_for(settings, found, own)};
  if (names.empty() || settings.host) return host;
  if (const Fact* const name = find(names, own))
    return host.evidence == name->evidence
               ? host
               : Fact{own, fmt::format("{}, {}", host.evidence, name->evidence)};
  const Fact& taken = best_name(names);
  if (!own.empty())
    remarks.push_back(fmt::format(
        "the mail server calls itself {} ({}), but its certificate is for {} ({}); using that "
        "name, because clients reject the other; make sure that DNS points it here",
        own, host.evidence, taken.value, taken.evidence));
  return taken;
}

std::vector<Fact> choose_domains(const InspectSettings& settings, const Inspection& found,
                                 const std::string& host, std::vector<std::string>& remarks) {
  if (!settings.domains.empty()) return asked_domains(settings, found, remarks);
  std::vector<Fact> domains = all_domains(found);
  tell_stale_domains(found, domains, remarks);
  if (!domains.empty() || has_other_domains(found)) return domains;
  if (std::string base = base_domain(host); !base.empty())
    domains.push_back({std::move(base), "the domain of " + host});
  return domains;
}

}  // namespace fingerpost
