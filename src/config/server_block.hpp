// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "config/setting.hpp"
#include "model/provider.hpp"

namespace fingerpost {

/** Reads `imap`, `pop3`, `smtp` or `sieve` with its block. The server inherits login name and
    methods from the provider. Returns nothing if the host is invalid. */
std::optional<Server> read_server(const Node& node, ServerType type, const Provider& provider);

/** Reads one `auth`. Accepts the names of autoconfig 1.0 with a warning. */
void read_auth(const Node& node, std::vector<Auth>& methods);

/** Appends the settings of a server to the text; see `list_settings`. */
void list_server_settings(std::string& text);

}  // namespace fingerpost
