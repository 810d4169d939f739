// SPDX-License-Identifier: MIT
#include "setup/server_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/text.hpp"
#include "model/sasl.hpp"

namespace fingerpost {

namespace {

/** A server, and which kinds of sources found it. */
struct Candidate {
  FoundServer server;
  bool configured = false;
  bool open = false;
};

std::string describe(ServerType type, const std::string& host, std::uint16_t port,
                     Security security) {
  return fmt::format("{} {}:{} {}", word(type), printable(host), port, word(security));
}

std::string names_of(const std::vector<std::string>& mechanisms) {
  return mechanisms.empty() ? "no mechanism" : printable(listed(mechanisms, 10), 200);
}

void join(std::string& evidence, const std::string& more) {
  if (evidence.find(more) == evidence.npos) evidence += ", " + more;
}

/** Adds a remark if a server offers other login methods than it is configured for. */
void tell_other_methods(const Candidate& known, const FoundServer& opened,
                        std::vector<std::string>& remarks) {
  const auto& set_up = known.server.mechanisms;
  const auto& offered = opened.mechanisms;
  if (!set_up || !offered || methods_for(*set_up) == methods_for(*offered)) return;
  remarks.push_back(fmt::format(
      "port {} offers {} ({}), but is configured for {} ({}); using what it offers", opened.port,
      names_of(*offered), opened.evidence, names_of(*set_up), known.server.evidence));
}

/** Merges what a port does into what is configured for it. */
void meet(Candidate& known, const FoundServer& opened, std::vector<std::string>& remarks) {
  FoundServer& server = known.server;
  if (known.configured && server.security != opened.security)
    remarks.push_back(
        fmt::format("port {}: {} says security {}, but it is {} ({}); using the latter; restart "
                    "the mail server if its configuration has changed",
                    server.port, server.evidence, word(server.security), word(opened.security),
                    opened.evidence));
  tell_other_methods(known, opened, remarks);
  server.security = opened.security;
  if (opened.mechanisms) {
    server.mechanisms = opened.mechanisms;
    server.mechanisms_evidence =
        opened.mechanisms_evidence.empty() ? opened.evidence : opened.mechanisms_evidence;
  }
  join(server.evidence, opened.evidence);
  known.open = true;
}

void add(std::vector<Candidate>& all, const FoundServer& server, Standing standing,
         std::vector<std::string>& remarks) {
  const auto same = std::find_if(all.begin(), all.end(), [&](const Candidate& known) {
    return known.server.type == server.type && known.server.port == server.port;
  });
  const bool open = standing == Standing::open;
  if (same == all.end())
    all.push_back({server, !open, open});
  else if (open)
    meet(*same, server, remarks);
  else
    join(same->server.evidence, server.evidence);
}

/** Returns the servers found in the mail server's configuration and on its ports. */
std::vector<Candidate> own_servers(const Inspection& found, std::vector<std::string>& remarks) {
  std::vector<Candidate> all;
  for (const Findings& findings : found)
    if (findings.standing != Standing::published)
      for (const FoundServer& server : findings.servers)
        add(all, server, findings.standing, remarks);
  return all;
}

bool any_open(const std::vector<Candidate>& all) {
  return std::any_of(all.begin(), all.end(), [](const Candidate& each) { return each.open; });
}

/** Removes servers that do not answer. If none answers, the mail server is stopped and all stay. */
void drop_closed(std::vector<Candidate>& all, std::vector<std::string>& remarks) {
  if (all.empty()) return;
  if (!any_open(all))
    return remarks.push_back(
        "no port of the mail server works, so this reflects only its configuration; start it or "
        "check its log, and run this again");
  std::erase_if(all, [&](const Candidate& each) {
    const bool closed =
        each.configured && !each.open && is_usual_port(each.server.type, each.server.port);
    if (closed)
      remarks.push_back(
          fmt::format("{} on port {} is configured ({}) but does not answer, so it is left out; "
                      "check the mail server's log",
                      upper_word(each.server.type), each.server.port, each.server.evidence));
    return closed;
  });
}

/** Adds remarks on servers that answer on a port but are missing in the configuration of the
    program that has the others. */
void tell_unexplained(const std::vector<Candidate>& all, std::vector<std::string>& remarks) {
  for (const Candidate& each : all) {
    const bool explained =
        each.configured || std::none_of(all.begin(), all.end(), [&](const auto& other) {
          return other.configured &&
                 (other.server.type == ServerType::smtp) == (each.server.type == ServerType::smtp);
        });
    if (!explained)
      remarks.push_back(
          fmt::format("{} answers on port {}, but is not in the mail server's configuration; check "
                      "which program listens there",
                      upper_word(each.server.type), each.server.port));
  }
}

/** Returns published servers, for each type those of the best source. */
std::vector<Candidate> published_servers(const Inspection& found) {
  std::vector<Candidate> all;
  for (const ServerType type : all_server_types)
    for (const Findings& findings : found) {
      const std::size_t before = all.size();
      if (findings.standing == Standing::published)
        for (const FoundServer& server : findings.servers)
          if (server.type == type) all.push_back({server});
      if (all.size() > before) break;
    }
  return all;
}

/** Adds a remark on each published server that the mail server does not have. */
void tell_stale(const Inspection& found, const std::vector<Candidate>& own, const std::string& host,
                std::vector<std::string>& remarks) {
  for (const Findings& findings : found) {
    if (findings.standing != Standing::published) continue;
    for (const FoundServer& server : findings.servers) {
      const std::string& there = server.host.empty() ? host : server.host;
      const bool same = there == host && std::any_of(own.begin(), own.end(), [&](const auto& each) {
                          return each.server.type == server.type && each.server.port == server.port;
                        });
      if (!same)
        remarks.push_back(fmt::format(
            "{} tells clients {}, which this mail server does not have; correct it",
            server.evidence, describe(server.type, there, server.port, server.security)));
    }
  }
}

/** Returns whether a server accepts no logins, and thus is not for people's mail clients. */
bool is_without_sign_in(const Candidate& each) {
  return each.server.mechanisms && methods_for(*each.server.mechanisms).empty();
}

void drop_without_sign_in(std::vector<Candidate>& all, std::vector<std::string>& remarks) {
  std::erase_if(all, [&](const Candidate& each) {
    if (!is_without_sign_in(each)) return false;
    remarks.push_back(
        fmt::format("{} on port {} ({}) offers no login method that clients support, so it is left "
                    "out; enable authentication there",
                    upper_word(each.server.type), each.server.port, each.server.evidence));
    return true;
  });
}

/** Removes servers with implicit TLS if the protocol has none. */
void drop_unexpected_tls(std::vector<Candidate>& all, std::vector<std::string>& remarks) {
  std::erase_if(all, [&](const Candidate& each) {
    const FoundServer& server = each.server;
    if (server.security != Security::tls || has_implicit_tls(server.type)) return false;
    remarks.push_back(
        fmt::format("{} on port {} ({}) uses implicit TLS, which its clients do not expect (RFC "
                    "5804), so it is left out; use STARTTLS there",
                    upper_word(server.type), server.port, server.evidence));
    return true;
  });
}

/** Returns the best server of a type, or null. */
const Candidate* best(const std::vector<Candidate>& all, ServerType type) {
  const Candidate* best = nullptr;
  for (const Candidate& each : all)
    if (each.server.type == type && (!best || each.server.security < best->server.security))
      best = &each;
  return best;
}

/** Returns the candidate whose mechanisms to use: the server itself or, if its mechanisms are
    unknown, another one, because the servers of a machine usually offer the same. Null if none is
    known. */
const Candidate* who_knows_mechanisms(const std::vector<Candidate>& all, const Candidate& server) {
  if (server.server.mechanisms) return &server;
  const auto other = std::find_if(all.begin(), all.end(), [](const Candidate& each) {
    return each.server.mechanisms.has_value();
  });
  return other == all.end() ? nullptr : &*other;
}

ChosenServer chosen(const Candidate& candidate, const std::vector<Candidate>& all,
                    const std::string& host) {
  const FoundServer& server = candidate.server;
  ChosenServer choice{server.type,
                      server.host.empty() ? host : server.host,
                      server.port,
                      server.security,
                      {Auth::password_cleartext},
                      server.evidence,
                      {}};
  if (const Candidate* const who = who_knows_mechanisms(all, candidate)) {
    choice.auth = methods_for(*who->server.mechanisms);
    choice.auth_evidence = who->server.mechanisms_evidence.empty()
                               ? who->server.evidence
                               : who->server.mechanisms_evidence;
  }
  return choice;
}

void tell_unencrypted(const ChosenServer& server, std::vector<std::string>& remarks) {
  if (server.security == Security::none)
    remarks.push_back(
        fmt::format("{} on port {} has no TLS, so passwords and mail are sent unencrypted; enable "
                    "TLS in the mail server and run this again",
                    upper_word(server.type), server.port));
}

}  // namespace

std::vector<ChosenServer> choose_servers(const Inspection& found, const std::string& host,
                                         std::vector<std::string>& remarks) {
  std::vector<Candidate> all = own_servers(found, remarks);
  drop_closed(all, remarks);
  tell_unexplained(all, remarks);
  if (all.empty())
    all = published_servers(found);
  else
    tell_stale(found, all, host, remarks);
  drop_without_sign_in(all, remarks);
  drop_unexpected_tls(all, remarks);
  std::vector<ChosenServer> servers;
  for (const ServerType type : all_server_types)
    if (const Candidate* const server = best(all, type)) {
      servers.push_back(chosen(*server, all, host));
      tell_unencrypted(servers.back(), remarks);
    }
  return servers;
}

}  // namespace fingerpost
