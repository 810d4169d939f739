// SPDX-License-Identifier: MIT
#include "inspect/postfix_domains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "config/map_setting.hpp"
#include "inspect/postfix_list.hpp"

namespace fingerpost {

namespace {

constexpr std::size_t most_remarks = 10;

void add_once(std::vector<Fact>& facts, std::string value, const std::string& evidence) {
  if (std::ranges::find(facts, value, &Fact::value) == facts.end())
    facts.push_back({std::move(value), evidence});
}

/** Adds remarks on items of a list that cannot be used. */
void add_refused(const std::vector<std::string>& refused, const std::string& evidence,
                 Findings& findings) {
  for (std::size_t i = 0; i < std::min(refused.size(), most_remarks); ++i)
    findings.remarks.push_back(fmt::format("{}: {}", evidence, refused[i]));
  if (refused.size() > most_remarks)
    findings.remarks.push_back(
        fmt::format("{}: {} more items cannot be used", evidence, refused.size() - most_remarks));
}

bool is_local_name(const Domain& name) {
  const std::string& text = name.text();
  return !name.parent() || text.starts_with("localhost.") || text.ends_with(".localdomain");
}

/** Returns the machine's own name, in which people have no addresses. A name of two labels may also
    be their mail domain and counts as that, so it returns nothing. */
std::optional<Domain> own_name(const PostfixSettings& settings) {
  auto own = Domain::parse(settings.value("myhostname"));
  const auto parent = own ? own->parent() : std::nullopt;
  return parent && parent->parent() ? std::move(own) : std::nullopt;
}

/** Adds the domains and maps in a parameter. The domain `own` has no mailboxes. */
void add_list(std::string_view parameter, const std::optional<Domain>& own,
              const PostfixSettings& settings, Findings& findings) {
  const std::string evidence = fmt::format("postconf: {}", parameter);
  PostfixList list = read_postfix_list(settings.value(parameter), PostfixListKind::domains);
  std::set<std::string> known;
  for (const Fact& fact : findings.domains) known.insert(fact.value);
  for (const std::string& text : list.names) {
    const auto name = Domain::parse(text);
    if (!name)
      list.refused.push_back(fmt::format("{} is not a domain", in_quotes(text)));
    else if (name == own)
      add_once(findings.other_domains, name->text(), evidence);
    else if (!is_local_name(*name) && known.insert(name->text()).second)
      findings.domains.push_back({name->text(), evidence});
  }
  for (std::string& map : list.maps) add_once(findings.domain_maps, std::move(map), evidence);
  findings.knows_all_domains &= list.refused.empty();
  add_refused(list.refused, evidence, findings);
}

/** Adds the machine's own name if it accepts mail for no other domain: then its users have
    addresses there. */
void add_own_name(const PostfixSettings& settings, Findings& findings) {
  const auto own = Domain::parse(settings.value("myhostname"));
  if (!own || is_local_name(*own)) return;
  const PostfixList list =
      read_postfix_list(settings.value("mydestination"), PostfixListKind::domains);
  const bool taken = std::ranges::any_of(
      list.names, [&](const std::string& name) { return Domain::parse(name) == own; });
  if (taken) findings.domains.push_back({own->text(), "postconf: mydestination"});
}

/** Adds domains without mailboxes. */
void add_others(std::string_view parameter, const PostfixSettings& settings, Findings& findings) {
  const std::string evidence = fmt::format("postconf: {}", parameter);
  PostfixList list = read_postfix_list(settings.value(parameter), PostfixListKind::domains);
  for (const std::string& text : list.names)
    if (const auto name = Domain::parse(text))
      findings.other_domains.push_back({name->text(), evidence});
  for (std::string& map : list.maps) add_once(findings.other_domain_maps, std::move(map), evidence);
  findings.knows_all_domains &= list.refused.empty();
}

/** Adds a remark on alias domains. By default every key of the alias maps counts as such a domain,
    which means nothing. */
void remark_on_alias_domains(const PostfixSettings& settings, Findings& findings) {
  const std::string_view value = settings.value("virtual_alias_domains");
  if (value.empty() || value == settings.value("virtual_alias_maps")) return;
  findings.remarks.push_back(fmt::format(
      "postconf: virtual_alias_domains: there are only aliases in {}; if people use such an "
      "address in a mail client, add its domain, and a login-map if they log in with another name",
      printable(value)));
}

using LoginMaps = std::vector<std::pair<std::string, std::string_view>>;

/** Returns each value of smtpd_sender_login_maps that applies to submission, with its evidence. */
LoginMaps login_maps_of(const PostfixSettings& settings) {
  constexpr std::string_view parameter = "smtpd_sender_login_maps";
  LoginMaps values;
  for (const PostfixSettings::Service& service : settings.services()) {
    if (!settings.yes(service, "smtpd_sasl_auth_enable")) continue;
    const std::string_view value = settings.value(service, parameter);
    const bool own = service.options.contains(parameter);
    if (std::ranges::find(values, value, &LoginMaps::value_type::second) == values.end())
      values.emplace_back(own ? fmt::format("master.cf: {}", printable(service.name))
                              : fmt::format("postconf: {}", parameter),
                          value);
  }
  if (values.empty())
    values.emplace_back(fmt::format("postconf: {}", parameter), settings.value(parameter));
  return values;
}

/** Warns about login-maps that are queries: those of mail suites often also return users who may
    send as a whole domain (see doc/maps.md). */
void remark_on_queries(Findings& findings) {
  const auto query = std::ranges::find_if(findings.login_maps, [](const Fact& fact) {
    const auto map = parse_map(fact.value);
    return map && map->type->reader != MapReader::text;
  });
  if (query != findings.login_maps.end())
    findings.remarks.push_back(
        fmt::format("{}: {} lists who may send as an address; if that includes users other than "
                    "its owner, write a separate login-map (fingerpost.conf(5), MAPS)",
                    query->evidence, printable(query->value, 200)));
}

}  // namespace

void add_mailbox_domains(const PostfixSettings& settings, Findings& findings) {
  const std::size_t remarks = findings.remarks.size();
  findings.knows_all_domains = true;
  add_list("virtual_mailbox_domains", std::nullopt, settings, findings);
  add_list("mydestination", own_name(settings), settings, findings);
  if (findings.domains.empty() && findings.domain_maps.empty() &&
      findings.remarks.size() == remarks)
    add_own_name(settings, findings);
  add_others("virtual_alias_domains", settings, findings);
  add_others("relay_domains", settings, findings);
  remark_on_alias_domains(settings, findings);
}

void add_login_maps(const PostfixSettings& settings, Findings& findings) {
  const std::vector<std::string> mailboxes =
      read_postfix_list(settings.value("virtual_mailbox_maps"), PostfixListKind::maps).maps;
  for (const auto& [evidence, value] : login_maps_of(settings)) {
    PostfixList list = read_postfix_list(value, PostfixListKind::maps);
    for (std::string& map : list.maps)
      if (std::ranges::find(mailboxes, map) == mailboxes.end())
        add_once(findings.login_maps, std::move(map), evidence);
      else
        list.refused.push_back(fmt::format(
            "{} is also a mailbox map, whose values are not login names, so it is left out",
            printable(map, 200)));
    add_refused(list.refused, evidence, findings);
  }
  remark_on_queries(findings);
}

}  // namespace fingerpost
