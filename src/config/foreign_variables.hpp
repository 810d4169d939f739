// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

#include "model/service.hpp"

/** The variables of Monogramm's autodiscover-email-settings, the best-known image (README and
    settings.js of version 1.4.0 and of the newer one with defaults, read in 2026-11). */
namespace fingerpost::foreign {

/** A variable that holds the value of a setting. */
struct ForeignVariable {
  std::string_view name;
  /** The setting of a provider. */
  std::string_view setting;
};

inline constexpr ForeignVariable variables[] = {
    {"DOMAIN", "domain"},
    {"COMPANY_NAME", "name"},
    {"SUPPORT_URL", "documentation"},
    {"MOBILESYNC_URL", activesync.word},
};

/** A mail server in three variables: NAME_HOST, NAME_PORT and NAME_SOCKET. */
struct ForeignServer {
  std::string_view name;
  /** The setting of a provider. */
  std::string_view setting;
  /** The default value of NAME_SOCKET in newer versions. */
  std::string_view default_socket;
};

inline constexpr ForeignServer servers[] = {
    {"IMAP", "imap", "SSL"},
    {"POP", "pop3", "SSL"},
    {"SMTP", "smtp", "STARTTLS"},
};

/** Returns whether a variable belongs to a server. */
constexpr bool is_server_variable(std::string_view name) noexcept {
  const std::string_view server = name.substr(0, name.find('_'));
  const std::string_view part = name.substr(server.size());
  return std::ranges::find(servers, server, &ForeignServer::name) != std::end(servers) &&
         (part == "_HOST" || part == "_PORT" || part == "_SOCKET");
}

/** Variables that other software is unlikely to set. */
inline constexpr std::string_view telling_variables[] = {"IMAP_HOST", "SMTP_HOST", "POP_HOST",
                                                         "MOBILESYNC_URL"};

}  // namespace fingerpost::foreign
