// SPDX-License-Identifier: MIT
#include "inspect/published_answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "inspect/published_file.hpp"
#include "probe/found_settings.hpp"

namespace fingerpost {

namespace {

constexpr std::size_t most_servers = 16;

bool is_same_way(const Route& a, const Route& b) {
  return a.kind == b.kind && a.https == b.https && a.label == b.label;
}

/** Returns the pattern for the login name in an answer about the address; empty if the name is
    neither the address nor its local part. */
std::string pattern_of(std::string_view login, const Address& address) {
  for (const std::string_view pattern : {"%EMAILADDRESS%", "%EMAILLOCALPART%"})
    if (login == pattern || login == Pattern::parse(pattern)->expand(address))
      return std::string(pattern);
  return {};
}

void add_login(const FoundSettings& settings, const std::string& evidence, const Address& address,
               Findings& findings) {
  constexpr std::string_view key = "login ";
  for (const std::string& fact : settings.facts) {
    if (findings.login || !fact.starts_with(key)) continue;
    std::string pattern = pattern_of(std::string_view(fact).substr(key.size()), address);
    if (!pattern.empty()) findings.login = Fact{std::move(pattern), evidence};
  }
}

void add_servers(const FoundSettings& settings, const std::string& evidence, Findings& findings) {
  const std::size_t count = std::min(settings.servers.size(), most_servers);
  for (std::size_t i = 0; i < count; ++i) {
    const MailServer& server = settings.servers[i];
    const auto host = Domain::parse(server.host);
    if (!host || server.port == 0) continue;
    findings.servers.push_back(
        {server.type, server.port, server.security, {}, host->text(), evidence});
  }
}

/** Adds texts and links for people, such as the name and webmail, which FoundSettings lacks. */
void add_lines(std::string_view body, const std::string& evidence, Findings& findings) {
  Findings file;
  add_published_file(evidence, body, file);
  for (foreign::Line& line : file.lines) {
    if (foreign::has(findings.lines, line.key)) continue;
    line.comment = evidence;
    findings.lines.push_back(std::move(line));
  }
}

}  // namespace

std::vector<const Route*> answer_routes() {
  std::vector<const Route*> wanted;
  for (const Route& route : routes()) {
    if (route.kind != ClientKind::autoconfig && route.kind != ClientKind::outlook) continue;
    if (std::none_of(wanted.begin(), wanted.end(),
                     [&](const Route* known) { return is_same_way(*known, route); }))
      wanted.push_back(&route);
  }
  return wanted;
}

bool add_answer(ClientKind kind, const std::string& url, std::string_view body,
                const Address& address, Findings& findings) {
  const auto settings = read_answer(kind, body, address);
  if (!settings || settings->servers.empty()) return false;
  const std::string evidence = printable(url, 200);
  add_servers(*settings, evidence, findings);
  add_login(*settings, evidence, address, findings);
  if (kind == ClientKind::autoconfig) add_lines(body, evidence, findings);
  return true;
}

}  // namespace fingerpost
