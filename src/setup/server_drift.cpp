// SPDX-License-Identifier: MIT
#include "setup/server_drift.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "model/sasl.hpp"
#include "setup/servers_here.hpp"

namespace fingerpost {

namespace {

/** A server on the mail server. */
struct Own {
  ServerType type;
  std::uint16_t port;
  /** Its configuration, and what its port does. Null if unknown. */
  const FoundServer* configured = nullptr;
  const FoundServer* open = nullptr;

  const FoundServer& best() const { return open ? *open : *configured; }
  /** Returns whether users cannot log in, so that it is not for their clients. */
  bool takes_no_logins() const {
    const FoundServer* const known = with_mechanisms();
    return known && methods_for(*known->mechanisms).empty();
  }
  /** Returns the finding that includes mechanisms, or null. */
  const FoundServer* with_mechanisms() const {
    if (open && open->mechanisms) return open;
    return configured && configured->mechanisms ? configured : nullptr;
  }
};

std::vector<Own> own_servers(const Inspection& found) {
  std::vector<Own> all;
  for (const Findings& findings : found) {
    if (findings.standing == Standing::published) continue;
    for (const FoundServer& server : findings.servers) {
      auto own = std::find_if(all.begin(), all.end(), [&](const Own& each) {
        return each.type == server.type && each.port == server.port;
      });
      if (own == all.end()) own = all.insert(all.end(), {server.type, server.port});
      (findings.standing == Standing::open ? own->open : own->configured) = &server;
    }
  }
  return all;
}

/** Compares the servers in the configuration with those of the mail server. */
class Comparison {
 public:
  Comparison(std::vector<Own> own, std::vector<Difference>& differences)
      : own_(std::move(own)), differences_(differences) {
    any_open_ = std::any_of(own_.begin(), own_.end(), [](const Own& each) { return each.open; });
  }

  void compare(const Provider& provider, const Server& server) {
    provider_ = &provider;
    label_ = fmt::format("provider {}: {} {}:{} {}", provider.key, word(server.type),
                         server.host.text(), server.port, word(server.security));
    if (const Own* const own = find(server))
      compare(server, *own);
    else if (knows_others(server.type))
      add(absence(server), turn_to_other(server));
    else if (any_open_ && is_usual_port(server.type, server.port))
      add(fmt::format("nothing answers on port {}", server.port), turn_on_or_out(server));
  }

  /** Returns the best server of a type for clients, or null. */
  const Own* best_of(ServerType type) const {
    const Own* best = nullptr;
    for (const Own& own : own_)
      if (own.type == type && (own.open || !any_open_) && !own.takes_no_logins() &&
          (!best || own.best().security < best->best().security))
        best = &own;
    return best;
  }

  void add_missing_imap(const Provider& provider) {
    label_ = fmt::format("provider {}", provider.key);
    if (const Own* const imap = best_of(ServerType::imap))
      add(fmt::format("clients get only POP3, but the mail server has IMAP on port {} ({})",
                      imap->port, imap->best().evidence),
          "add a line `imap HOST`");
  }

  /** Adds that the mail server does not run if none of its ports answers. */
  void add_stopped() {
    if (any_open_ || own_.empty()) return;
    const bool usual = std::any_of(
        own_.begin(), own_.end(), [](const Own& own) { return is_usual_port(own.type, own.port); });
    if (usual)
      differences_.push_back(
          {"no port of the mail server works", "start it or check its log, and run this again"});
  }

 private:
  const Own* find(const Server& server) const {
    const auto own = std::find_if(own_.begin(), own_.end(), [&](const Own& each) {
      return each.type == server.type && each.port == server.port;
    });
    return own == own_.end() ? nullptr : &*own;
  }

  /** Returns whether the configuration of a program lists servers of this type. */
  bool knows_others(ServerType type) const {
    return std::any_of(own_.begin(), own_.end(),
                       [&](const Own& own) { return own.type == type && own.configured; });
  }

  void compare(const Server& server, const Own& own) {
    if (any_open_ && !own.open && is_usual_port(server.type, server.port))
      return add(fmt::format("nothing answers on port {}, although it is configured ({})",
                             server.port, own.configured->evidence),
                 "check the mail server's log, or remove the line");
    compare_security(server, own);
    compare_methods(server, own);
  }

  void compare_security(const Server& server, const Own& own) {
    const FoundServer& best = own.best();
    if (best.security != server.security)
      return add(fmt::format("the security of port {} is {} ({})", server.port, word(best.security),
                             best.evidence),
                 best.security == Security::none
                     ? std::string("enable TLS in the mail server again")
                     : fmt::format("write `security {}`", word(best.security)));
    const Own* const other = best_of(server.type);
    if (server.security == Security::none && other && other->best().security != Security::none)
      add(fmt::format("passwords are sent unencrypted, but port {} has {} ({})", other->port,
                      word(other->best().security), other->best().evidence),
          instructions_for(*other));
  }

  void compare_methods(const Server& server, const Own& own) {
    const FoundServer* const known = own.with_mechanisms();
    if (!known) return;
    std::vector<std::string> missing;
    for (const Auth auth : server.auth) {
      const bool signs_in = auth != Auth::none && auth != Auth::client_ip_address;
      const bool offered =
          std::any_of(known->mechanisms->begin(), known->mechanisms->end(),
                      [&](const std::string& name) { return auth_of_sasl(name) == auth; });
      if (signs_in && !offered) missing.emplace_back(word(auth));
    }
    if (missing.empty()) return;
    std::vector<std::string> offered;
    for (const std::string& name : *known->mechanisms) offered.push_back(printable(name, 30));
    add(fmt::format(
            "the configuration has auth {}, but the mail server offers {} ({})", listed(missing, 8),
            offered.empty() ? "no login method" : listed(offered, 8),
            known->mechanisms_evidence.empty() ? known->evidence : known->mechanisms_evidence),
        offered.empty() ? "enable logins there, or remove the line"
                        : "enable that there, or remove it here");
  }

  std::string absence(const Server& server) const {
    const Own* const other = best_of(server.type);
    const std::string text =
        fmt::format("the mail server has no {} on port {}", upper_word(server.type), server.port);
    return other
               ? fmt::format("{}, only on port {} ({})", text, other->port, other->best().evidence)
               : text;
  }

  std::string turn_to_other(const Server& server) const {
    const Own* const other = best_of(server.type);
    if (!other) return turn_on_or_out(server);
    return is_told(*other) ? "remove the line" : instructions_for(*other);
  }

  bool is_told(const Own& own) const {
    const auto servers = all_servers(*provider_);
    return std::any_of(servers.begin(), servers.end(), [&](const Server* server) {
      return server->type == own.type && server->port == own.port;
    });
  }

  static std::string turn_on_or_out(const Server& server) {
    return fmt::format("enable {} there, or remove the line", upper_word(server.type));
  }

  static std::string instructions_for(const Own& own) {
    return fmt::format("write `port {}` and `security {}`", own.port, word(own.best().security));
  }

  void add(const std::string& what, std::string advice) {
    differences_.push_back({fmt::format("{}: {}", label_, what), std::move(advice)});
  }

  std::vector<Own> own_;
  std::vector<Difference>& differences_;
  bool any_open_ = false;
  /** The provider whose server is compared, and the prefix of the next differences. */
  const Provider* provider_ = nullptr;
  std::string label_;
};

bool tells_pop3_alone(const Provider& provider) {
  return !provider.incoming.empty() &&
         std::all_of(provider.incoming.begin(), provider.incoming.end(),
                     [](const Server& server) { return server.type == ServerType::pop3; });
}

}  // namespace

void add_server_drift(const Catalog& catalog, const Inspection& found,
                      std::vector<Difference>& differences) {
  const ServersHere here(catalog, found);
  Comparison comparison(own_servers(found), differences);
  if (std::any_of(found.begin(), found.end(),
                  [](const Findings& findings) { return findings.standing == Standing::open; }))
    comparison.add_stopped();
  for (const auto& provider : catalog.providers()) {
    for (const Server* const server : all_servers(*provider))
      if (here.has(*server)) comparison.compare(*provider, *server);
    if (here.has(*provider) && tells_pop3_alone(*provider)) comparison.add_missing_imap(*provider);
  }
}

}  // namespace fingerpost
