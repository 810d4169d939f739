// SPDX-License-Identifier: MIT
#include "page/app_values.hpp"

#include <fmt/format.h>

namespace fingerpost {

namespace {

std::string_view type_of(const Server* server) {
  return server ? upper_word(server->type) : std::string_view();
}

/** Returns the text for a server that needs no login; empty if it needs one or there is no
    server. */
Markup no_login_of(const Server* server, const Words& words) {
  return server && !server->wants_login() ? words.no_login : Markup{};
}

Markup encryption_of(const Server* server, const Words& words) {
  return server ? encryption_text(server->security, words) : Markup{};
}

}  // namespace

Markup encryption_text(Security security, const Words& words) noexcept {
  switch (security) {
    case Security::tls:
      return {"SSL/TLS"};
    case Security::starttls:
      return {"STARTTLS"};
    case Security::none:
      break;
  }
  return words.no_encryption;
}

AppValues::Expanded::Expanded(const Subject& subject, const Server* server) {
  if (!server) return;
  host = server->host.expand(subject.domain);
  port = fmt::format_int(server->port).str();
  if (server->wants_login()) login = login_of(*server, subject).expand(*subject.address);
}

AppValues::AppValues(const Words& words, const Subject& subject, const Server* incoming,
                     const Server* outgoing)
    : incoming_(subject, incoming),
      outgoing_(subject, outgoing),
      values_{{{"address", subject.address->text()},
               {"provider", subject.provider->name},
               {"login", incoming_.login, no_login_of(incoming, words)},
               {"incoming_type", type_of(incoming)},
               {"incoming_host", incoming_.host},
               {"incoming_port", incoming_.port},
               {"incoming_security", {}, encryption_of(incoming, words)},
               {"outgoing_host", outgoing_.host},
               {"outgoing_port", outgoing_.port},
               {"outgoing_security", {}, encryption_of(outgoing, words)},
               {"outgoing_login", outgoing_.login, no_login_of(outgoing, words)}}} {}

}  // namespace fingerpost
