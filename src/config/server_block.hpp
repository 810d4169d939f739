// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "config/setting.hpp"
#include "model/server.hpp"

namespace fingerpost {

/** A server before the provider's defaults are known. */
struct ServerDraft {
  ServerType type;
  /** Nothing if it was wrong. */
  std::optional<Pattern> host = {};
  std::optional<std::uint16_t> port = {};
  Security security = {};
  std::optional<Pattern> login = {};
  std::vector<Auth> auth = {};
};

/** Reads `imap`, `pop3` or `smtp` with its block. */
ServerDraft read_server(const Node& node, ServerType type);

/** Reads one `auth`; the names of autoconfig 1.0 are taken with a warning. */
void read_auth(const Node& node, std::vector<Auth>& methods);

/** Appends the settings of a server to the text; see `list_settings`. */
void list_server_settings(std::string& text);

/** The draft with what was left out; it has a host. */
Server finish(const ServerDraft& draft, const Pattern& login, const std::vector<Auth>& auth);

}  // namespace fingerpost
