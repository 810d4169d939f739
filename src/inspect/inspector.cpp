// SPDX-License-Identifier: MIT
#include "inspect/inspector.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <memory>
#include <utility>

#include "base/free.hpp"

namespace fingerpost {

namespace {

using enum Standing;

/** Best first: the mail server's own programs are authoritative. DNS comes before the ports because
    it may name the host whose ports are checked. */
constexpr Inspector inspectors[] = {
    {"postconf", configured, true, look_at_postfix},
    {"doveconf", configured, true, look_at_dovecot},
    {"DNS", published, false, look_at_dns},
    {"ports", open, false, look_at_ports},
    {"answers", published, false, look_at_answers},
    {"files", published, true, look_at_files},
};

/** Returns this machine's name with its domain, or an empty string if it has no domain. */
std::string find_own_name() {
  char name[HOST_NAME_MAX + 1] = {};
  if (gethostname(name, sizeof name - 1) != 0) return {};
  addrinfo hints{};
  hints.ai_flags = AI_CANONNAME;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* raw = nullptr;
  // The name need not be in DNS or /etc/hosts.
  if (getaddrinfo(name, nullptr, &hints, &raw) != 0) raw = nullptr;
  const std::unique_ptr<addrinfo, Free<freeaddrinfo>> list(raw);
  const auto full = Domain::parse(raw && raw->ai_canonname ? raw->ai_canonname : name);
  return full && full->parent() ? full->text() : std::string();
}

/** Returns find_own_name(). Looks it up only once, because a DNS server may not respond. */
const std::string& own_name() {
  static const std::string name = find_own_name();
  return name;
}

Inspection ask(const InspectSettings& settings, bool also_published) {
  Inspection found;
  for (const Inspector& inspector : inspectors) {
    if (inspector.local && settings.host) continue;
    if (inspector.standing == published && !also_published) continue;
    Findings findings = inspector.look(settings, found);
    findings.source = inspector.word;
    findings.standing = inspector.standing;
    found.push_back(std::move(findings));
  }
  return found;
}

}  // namespace

Inspection inspect(const InspectSettings& settings) {
  return ask(settings, true);
}

Inspection inspect_server(const InspectSettings& settings) {
  return ask(settings, false);
}

std::string host_of(const InspectSettings& settings, const Inspection& so_far) {
  if (settings.host) return settings.host->text();
  for (const Findings& findings : so_far) {
    // A mail server without a name of its own uses the name of its machine.
    if (findings.hosts.empty() && findings.standing == configured && !findings.servers.empty())
      if (const std::string& name = own_name(); !name.empty()) return name;
    if (!findings.hosts.empty()) return findings.hosts.front().value;
  }
  return own_name();
}

std::vector<Domain> domains_of(const InspectSettings& settings, const Inspection& so_far) {
  if (!settings.domains.empty()) return settings.domains;
  std::vector<Domain> domains;
  for (const Findings& findings : so_far)
    for (const Fact& fact : findings.domains)
      if (const auto domain = Domain::parse(fact.value);
          domain && std::find(domains.begin(), domains.end(), *domain) == domains.end())
        domains.push_back(*domain);
  return domains;
}

}  // namespace fingerpost
