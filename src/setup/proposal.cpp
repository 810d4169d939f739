// SPDX-License-Identifier: MIT
#include "setup/proposal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "import/write.hpp"
#include "probe/plan.hpp"
#include "setup/name_choice.hpp"
#include "setup/server_choice.hpp"

namespace fingerpost {

namespace {

using foreign::Line;

Line line(std::string key, const Fact& fact) {
  return {std::move(key), fact.value, {}, fact.evidence};
}

std::vector<Line> lines(const std::string& key, const std::vector<Fact>& facts) {
  std::vector<Line> all;
  for (const Fact& fact : facts) all.push_back(line(key, fact));
  return all;
}

void append(std::vector<Line>& all, std::vector<Line> more) {
  std::move(more.begin(), more.end(), std::back_inserter(all));
}

/** Returns the other settings that sources found, each from the best source that has it. */
std::vector<Line> other_lines(const Inspection& found) {
  std::vector<Line> all;
  for (const Findings& findings : found) {
    std::vector<Line> own = findings.lines;
    std::erase_if(own, [&](const Line& each) { return foreign::has(all, each.key); });
    append(all, std::move(own));
  }
  return all;
}

/** Returns the lines for the served domains: those that the user asked for, or all. */
std::vector<Line> domain_lines(const InspectSettings& settings, const Inspection& found,
                               const std::vector<Fact>& domains) {
  std::vector<Line> all = lines("domain", domains);
  if (settings.domains.empty())
    append(all, lines("domain-map", first_facts(found, &Findings::domain_maps)));
  return all;
}

std::optional<Fact> login(const Inspection& found) {
  for (const Findings& findings : found)
    if (findings.login) return findings.login;
  return std::nullopt;
}

/** Removes OAuth2 from servers that also accept passwords if the token issuer is unknown. */
void drop_unusable_oauth2(std::vector<ChosenServer>& servers, const std::vector<Line>& others,
                          std::vector<std::string>& remarks) {
  if (foreign::has(others, "oauth2")) return;
  std::string evidence;
  for (ChosenServer& server : servers)
    if (std::erase(server.auth, Auth::oauth2) > 0) {
      evidence = server.auth_evidence;
      if (server.auth.empty()) server.auth = {Auth::oauth2};
    }
  if (!evidence.empty())
    remarks.push_back(fmt::format(
        "the mail server accepts OAuth2 ({}), but the issuer of the tokens is unknown; add `auth "
        "oauth2` and an oauth2 block with the issuer (see fingerpost.conf(5))",
        evidence));
}

const std::vector<Auth> only_password{Auth::password_cleartext};

/** Returns a server whose methods all servers share, so that they can be set for the provider.
    Returns null if they differ or are the default. */
const ChosenServer* with_shared_methods(const std::vector<ChosenServer>& servers) {
  if (servers.empty() || servers.front().auth == only_password) return nullptr;
  const bool same = std::all_of(servers.begin(), servers.end(), [&](const ChosenServer& each) {
    return each.auth == servers.front().auth;
  });
  return same ? &servers.front() : nullptr;
}

Line server_line(const ChosenServer& server, const std::string& host_evidence, bool own_methods) {
  Line written{std::string(word(server.type)), server.host, {}, server.evidence};
  if (server.port != default_port(server.type, server.security))
    written.block.push_back({"port", std::to_string(server.port)});
  if (server.security != default_security(server.type))
    written.block.push_back({"security", std::string(word(server.security))});
  if (own_methods && server.auth != only_password)
    for (const Auth auth : server.auth) written.block.push_back({"auth", std::string(word(auth))});
  if (written.comment.find(host_evidence) == written.comment.npos)
    written.comment += ", " + host_evidence;
  return written;
}

std::vector<Line> server_lines(const std::vector<ChosenServer>& servers, const Fact& host) {
  std::vector<Line> all;
  const ChosenServer* const shared = with_shared_methods(servers);
  if (shared)
    for (const Auth auth : shared->auth)
      all.push_back({"auth", std::string(word(auth)), {}, shared->auth_evidence});
  std::string host_evidence = host.evidence;
  for (const ChosenServer& server : servers) {
    // Add this evidence only once, because the servers usually share their host.
    const bool named = server.host == host.value;
    all.push_back(server_line(server, named ? std::exchange(host_evidence, {}) : "", !shared));
  }
  return all;
}

/** Returns the service name shown to users of several domains. */
std::vector<Line> name_line(const std::vector<Line>& domains, const std::string& host) {
  std::string base = base_domain(host);
  const bool one = domains.size() == 1 && domains.front().key == "domain";
  if (one || base.empty()) return {};
  return {{"name", std::move(base), {}, "the domain of " + host}};
}

/** Returns the key of the provider: the first label of its domain. */
std::string key_for(const std::vector<Fact>& domains, const std::string& host) {
  const std::string name = domains.size() == 1 ? domains.front().value : base_domain(host);
  const std::string label = name.substr(0, name.find('.'));
  return label.empty() ? "mail" : label;
}

std::vector<std::string> maps_in(const std::vector<Line>& lines) {
  std::vector<std::string> maps;
  for (const Line& each : lines)
    if (each.key == "domain-map" || each.key == "login-map") maps.push_back(each.value);
  return maps;
}

bool has_type(const std::vector<ChosenServer>& servers, bool outgoing) {
  return std::any_of(servers.begin(), servers.end(), [&](const ChosenServer& each) {
    return each.type != ServerType::sieve && (each.type == ServerType::smtp) == outgoing;
  });
}

/** Removes servers whose host is unknown. */
void drop_nameless(std::vector<ChosenServer>& servers, std::vector<std::string>& remarks) {
  std::vector<std::string> dropped;
  for (const ChosenServer& server : servers)
    if (server.host.empty())
      dropped.push_back(fmt::format("{} on port {}", upper_word(server.type), server.port));
  if (dropped.empty()) return;
  std::erase_if(servers, [](const ChosenServer& server) { return server.host.empty(); });
  remarks.push_back(fmt::format(
      "this machine has no name that clients can find, so its mail server is left out ({}); give "
      "it one (hostnamectl set-hostname mail.example.com) and run this again",
      listed(dropped, dropped.size())));
}

void tell_missing_servers(const std::vector<ChosenServer>& servers,
                          std::vector<std::string>& remarks) {
  if (!has_type(servers, false))
    remarks.push_back(
        "no IMAP or POP3 server found; name the mail server (--host mail.example.com), or add a "
        "line `imap HOST`");
  if (!has_type(servers, true))
    remarks.push_back(
        "no SMTP server for users found; enable submissions in Postfix's master.cf, or add a line "
        "`smtp HOST`");
}

}  // namespace

Proposal propose(const InspectSettings& settings, const Inspection& found) {
  Proposal proposal;
  std::vector<std::string>& remarks = proposal.remarks;
  for (const Findings& findings : found)
    remarks.insert(remarks.end(), findings.remarks.begin(), findings.remarks.end());
  const Fact host = choose_host(settings, found, remarks);
  const std::vector<Fact> domains = choose_domains(settings, found, host.value, remarks);
  const std::vector<Fact> maps =
      settings.domains.empty() ? first_facts(found, &Findings::domain_maps) : std::vector<Fact>();
  std::vector<ChosenServer> servers = choose_servers(found, host.value, remarks);
  tell_missing_servers(servers, remarks);
  drop_nameless(servers, remarks);
  std::vector<Line> others = other_lines(found);
  drop_unusable_oauth2(servers, others, remarks);

  std::vector<Line> all = domain_lines(settings, found, domains);
  const bool awaits_domain = all.empty();
  if (awaits_domain) all.push_back({"domain", std::string(foreign::your_domain)});
  if (!foreign::has(others, "name")) append(all, name_line(all, host.value));
  if (const auto name = login(found); name && name->value != Pattern::email_address().text())
    all.push_back(line("login", *name));
  append(all, server_lines(servers, host));
  append(all, lines("login-map", first_facts(found, &Findings::login_maps)));
  append(all, others);

  if (!domains.empty()) proposal.domain = domains.front().value;
  proposal.maps = maps_in(all);
  if (awaits_domain)
    remarks.push_back(fmt::format(
        "no domain found; name one (fingerpost init example.com), or replace {} with it",
        foreign::your_domain));
  proposal.complete = !awaits_domain && has_type(servers, false) && has_type(servers, true);
  proposal.configuration = foreign::write_provider(key_for(domains, host.value), all);
  return proposal;
}

}  // namespace fingerpost
