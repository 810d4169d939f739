// SPDX-License-Identifier: MIT
#include "inspect/dovecot_settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "config/value.hpp"
#include "model/domain.hpp"
#include "model/sasl.hpp"

namespace fingerpost {

namespace {

using Words = std::vector<std::string>;

/** A service of Dovecot that clients connect to. */
struct LoginService {
  /** Its name in the setting `protocols`. */
  std::string_view protocol;
  std::string_view service;
  ServerType type;
};

constexpr LoginService login_services[] = {
    {"imap", "imap-login", ServerType::imap},
    {"pop3", "pop3-login", ServerType::pop3},
    {"submission", "submission-login", ServerType::smtp},
    {"sieve", "managesieve-login", ServerType::sieve},
};

bool has(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/** Returns whether all addresses of a listener are loopback addresses. */
bool all_local(const Words& addresses) {
  return !addresses.empty() &&
         std::all_of(addresses.begin(), addresses.end(), [](std::string_view address) {
           return address.starts_with("127.") || address == "::1" || address == "[::1]" ||
                  address == "localhost";
         });
}

/** Returns the words of a list that may be separated by commas as well: `*, ::`. */
Words addresses_of(const DoveconfSection& section, std::string_view key) {
  Words addresses = section.list(key).value_or(Words());
  for (std::string& address : addresses) std::erase(address, ',');
  return addresses;
}

/** Builds the findings. */
class DovecotFindings {
 public:
  DovecotFindings(const DovecotSettings& settings, const DovecotFiles& files)
      : changed_(settings.changed), asked_(settings.asked), files_(files) {
    for (const std::string& name : list("auth_mechanisms")) mechanisms_.push_back(upper(name));
  }

  Findings take(bool knows_domains) && {
    add_host();
    for (const LoginService& service : login_services) add_service(service);
    add_warnings();
    sort_servers();
    add_login(knows_domains);
    add_oauth2();
    return std::move(found_);
  }

 private:
  static std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return result;
  }

  /** Returns the value of a global setting. */
  std::string_view value(std::string_view key) const {
    const auto answer = asked_.find(key);
    return answer ? *answer : changed_.value(key);
  }
  Words list(std::string_view key) const {
    auto answer = asked_.list(key);
    return answer ? *std::move(answer) : changed_.list(key).value_or(Words());
  }

  /** Returns the value of a setting for a protocol, which its own block may override. */
  std::string_view value_for(std::string_view protocol, std::string_view key) const {
    std::string_view own = value(key);
    for (const DoveconfSection* const block : changed_.all("protocol")) {
      const bool but = block->name.starts_with('!');
      const bool same = std::string_view(block->name).substr(but ? 1 : 0) == protocol;
      if (same != but && block->find(key)) own = block->value(key);
    }
    return own;
  }

  /** Returns whether Dovecot accepts passwords without TLS. */
  bool takes_cleartext(std::string_view protocol) const {
    return value_for(protocol, "auth_allow_cleartext") == "yes" ||
           value_for(protocol, "disable_plaintext_auth") == "no";
  }

  void remark(std::string text) {
    if (!has(found_.remarks, text)) found_.remarks.push_back(std::move(text));
  }

  void add_host() {
    const auto host = Domain::parse(changed_.value("hostname"));
    if (host && host->parent()) found_.hosts.push_back({host->text(), "doveconf: hostname"});
  }

  void add_service(const LoginService& service) {
    if (!has(list("protocols"), service.protocol)) return;
    if (service.type == ServerType::smtp && value("submission_relay_host").empty())
      return remark(
          "doveconf: submission_relay_host: the submission service has no server to relay mail to, "
          "so it is left out; set it, or remove submission from protocols");
    for (const DoveconfSection* const section : asked_.all("service"))
      if (section->name == service.service ||
          (section->value("type") == "login" && section->value("protocol") == service.protocol))
        for (const DoveconfSection* const listener : section->all("inet_listener"))
          add_listener(service, *listener);
  }

  void add_listener(const LoginService& service, const DoveconfSection& listener) {
    const auto port = parse_unsigned(listener.value("port"), 65535);
    if (!port.value_or(0)) return;
    const bool tls = listener.is_on("ssl", false);
    const std::string_view ssl = value_for(service.protocol, "ssl");
    // Dovecot then does not listen on this port, whatever the protocol's own block says.
    if (tls && value("ssl") == "no") return;
    const std::string name = printable(listener.name);
    Words addresses = addresses_of(listener, "address");
    if (addresses.empty()) addresses = addresses_of(listener, "listen");
    const bool own = !addresses.empty();
    if (!own) addresses = addresses_of(asked_, "listen");
    if (all_local(addresses)) {
      // A listener with addresses of its own usually serves webmail on this machine.
      listens_locally_ = listens_locally_ || !own;
      return;
    }
    if (listener.is_on("haproxy", false))
      return remark(
          fmt::format("doveconf: inet_listener {}: port {} expects a proxy such as HAProxy, so it "
                      "is left out; add a line for the server and port that clients connect to",
                      name, *port));
    const Security security = tls           ? Security::tls
                              : ssl == "no" ? Security::none
                                            : Security::starttls;
    if (!can_sign_in(service, security, ssl, *port)) return;
    found_.servers.push_back({service.type,
                              static_cast<std::uint16_t>(*port),
                              security,
                              mechanisms_for(service.type),
                              {},
                              "doveconf: inet_listener " + name,
                              "doveconf: auth_mechanisms"});
  }

  /** Records problems with passwords on a port. Returns whether users can log in. */
  bool can_sign_in(const LoginService& service, Security security, std::string_view ssl,
                   unsigned port) {
    const bool cleartext = takes_cleartext(service.protocol);
    if (security == Security::starttls && cleartext && ssl != "required")
      lax_ports_.push_back(std::to_string(port));
    if (security != Security::none) return true;
    const Words mechanisms = mechanisms_for(service.type);
    const bool usable =
        cleartext ||
        std::any_of(mechanisms.begin(), mechanisms.end(), [](std::string_view mechanism) {
          return auth_of_sasl(mechanism) != Auth::password_cleartext;
        });
    if (!usable) dead_ports_.push_back(std::to_string(port));
    return usable;
  }

  void add_warnings() {
    const auto on = [](const Words& ports) {
      return fmt::format("on port{} {}", ports.size() > 1 ? "s" : "", fmt::join(ports, ", "));
    };
    if (!dead_ports_.empty())
      remark(
          fmt::format("doveconf: ssl: there is no TLS {}, and Dovecot rejects passwords without "
                      "TLS, so nobody can log in; set ssl = required, and a certificate",
                      on(dead_ports_)));
    const bool is_2_4 = !value("auth_allow_cleartext").empty();
    if (!lax_ports_.empty())
      remark(fmt::format("doveconf: {}: passwords are accepted without TLS {}; set {}",
                         is_2_4 ? "auth_allow_cleartext" : "disable_plaintext_auth", on(lax_ports_),
                         is_2_4 ? "auth_allow_cleartext = no" : "disable_plaintext_auth = yes"));
    if (listens_locally_ && found_.servers.empty())
      remark(
          "doveconf: listen: Dovecot listens only on loopback, so clients cannot reach it; extend "
          "it, or add the server in front of Dovecot");
  }

  Words mechanisms_for(ServerType type) const {
    Words mechanisms = mechanisms_;
    // APOP is a POP3 command.
    if (type != ServerType::pop3) std::erase(mechanisms, "APOP");
    return mechanisms;
  }

  /** Sorts servers by type; within a type, TLS and registered ports come first. */
  void sort_servers() {
    const auto rank = [](const FoundServer& server) {
      return std::tuple(server.type, server.security,
                        server.port != default_port(server.type, server.security));
    };
    std::stable_sort(found_.servers.begin(), found_.servers.end(),
                     [&](const FoundServer& a, const FoundServer& b) { return rank(a) < rank(b); });
  }

  void add_login(bool knows_domains) {
    DovecotLogin login = dovecot_login(changed_, value("auth_username_format"), files_);
    found_.login = std::move(login.login);
    if (!knows_domains) found_.domains = std::move(login.domains);
    for (std::string& text : login.remarks) remark(std::move(text));
    if (!login.renaming.empty()) add_login_map(login.renaming);
  }

  /** Proposes the socket that answers with users' login names as a login-map. */
  void add_login_map(const std::string& renaming) {
    std::string closed;
    for (const DoveconfSection* const service : asked_.all("service")) {
      if (service->name != "auth") continue;
      for (const DoveconfSection* const socket : service->all("unix_listener")) {
        if (socket->value("type") != "userdb" && !socket->name.ends_with("auth-userdb")) continue;
        const std::string path = socket->name.starts_with('/')
                                     ? socket->name
                                     : fmt::format("{}/{}", value("base_dir"), socket->name);
        if (!is_plain_utf8(path)) continue;
        if (opens_to_fingerpost(*socket)) {
          found_.login_maps.push_back(
              {"dovecot:" + path, printable("doveconf: unix_listener " + socket->name)});
          return;
        }
        closed = path;
      }
    }
    if (closed.empty()) return;
    remark(fmt::format(
        "{}: login names may differ from addresses, and fingerpost has no access to Dovecot's user "
        "lookups; if they differ, set mode = 0660 and group = fingerpost in service auth {{ "
        "unix_listener auth-userdb }}, reload Dovecot, and add: login-map dovecot:{}",
        renaming, printable(closed)));
  }

  static bool opens_to_fingerpost(const DoveconfSection& socket) {
    const std::string_view mode = socket.value("mode");
    // With exactly this mode, Dovecot answers only about users with the client's own user ID
    // (2.3.19, and src/auth/auth-master-connection.c after 2.4.1, 2026-11).
    if (mode == "0666") return false;
    const auto has_bits = [&](std::size_t from_end) {
      return mode.size() >= from_end &&
             (mode[mode.size() - from_end] == '6' || mode[mode.size() - from_end] == '7');
    };
    return has_bits(1) || (has_bits(2) && socket.value("group") == "fingerpost") ||
           (has_bits(3) && socket.value("user") == "fingerpost");
  }

  void add_oauth2() {
    if (found_.servers.empty() ||
        (!has(mechanisms_, "XOAUTH2") && !has(mechanisms_, "OAUTHBEARER")))
      return;
    const DoveconfSection settings = oauth2_settings();
    const Words issuers = token_issuers(settings);
    // Without exactly one valid issuer, the proposal says that it is unknown.
    if (issuers.size() != 1 || !parse_issuer(issuers.front())) return;
    foreign::Line line{.key = "oauth2",
                       .block = {{.key = "issuer", .value = issuers.front()}},
                       .comment = "doveconf: oauth2"};
    // Dovecot requires this scope in tokens, so clients must request it.
    if (const Words scopes = settings.list("scope").value_or(Words()); !scopes.empty())
      line.block.push_back({.key = "scope", .value = fmt::format("{}", fmt::join(scopes, " "))});
    found_.lines.push_back(std::move(line));
  }

  DoveconfSection oauth2_settings() const {
    DoveconfSection settings;
    if (const DoveconfSection* const section = changed_.last("oauth2")) settings = *section;
    // In Dovecot 2.3 these settings are in a separate file.
    for (const DoveconfSection* const passdb : changed_.all("passdb"))
      if (passdb->value("driver") == "oauth2" && passdb->find("args"))
        settings =
            read_doveconf(files_(std::string(passdb->value("args"))).value_or(std::string()));
    return settings;
  }

  /** Returns the issuers whose tokens Dovecot accepts. */
  static Words token_issuers(const DoveconfSection& settings) {
    Words issuers = settings.list("issuers").value_or(Words());
    std::string_view discovery = settings.value("openid_configuration_url");
    constexpr std::string_view path = "/.well-known/openid-configuration";
    if (issuers.empty() && discovery.ends_with(path)) {
      discovery.remove_suffix(path.size());
      issuers.emplace_back(discovery);
    }
    return issuers;
  }

  const DoveconfSection& changed_;
  const DoveconfSection& asked_;
  const DovecotFiles& files_;
  Words mechanisms_ = {};
  Findings found_ = {};
  /** Ports without TLS on which nobody can log in. */
  Words dead_ports_ = {};
  /** Ports that accept passwords before STARTTLS. */
  Words lax_ports_ = {};
  /** Whether `listen` limits a listener to loopback addresses. */
  bool listens_locally_ = false;
};

}  // namespace

Findings dovecot_findings(const DovecotSettings& settings, const DovecotFiles& files,
                          bool knows_domains) {
  return DovecotFindings(settings, files).take(knows_domains);
}

}  // namespace fingerpost
