// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/value.hpp"
#include "import/draft.hpp"
#include "model/server.hpp"

namespace fingerpost::foreign {

/** The parts of a mail server in a file, each with its value or the reason why it could not be
    read. */
struct ServerTexts {
  ServerType type;
  Value<Pattern> host;
  /** Empty for the default of the type and the security. */
  std::string port;
  Value<Security> security;
  Value<Pattern> login = Pattern::email_address();
  Value<std::vector<Auth>> auth = std::vector{Auth::password_cleartext};
};

/** Returns the server, or the first problem in its parts. */
Value<Server> make_server(const ServerTexts& texts);

/** Returns the setting `imap`, `pop3`, `smtp` or `sieve`, with a block of what differs from the
    defaults. */
Line server_line(const Server& server);

// Parsers for autoconfig's words, which other formats share. They ignore case and accept variants
// found in real files.

/** Parses SSL, STARTTLS or plain. */
Value<Security> parse_socket_type(std::string_view text);
/** Like parse_host(), but its errors give no advice about configurations. */
Value<Pattern> parse_hostname(std::string_view text);
/** Parses an authentication method, including the names of autoconfig 1.0. */
Value<Auth> parse_method(std::string_view text);
/** Parses the only method of a server. An empty text means password-cleartext. */
Value<std::vector<Auth>> parse_only_method(std::string_view text);
/** Returns imap, pop3 (for any word that begins with `pop`), or else smtp. Ignores case. */
ServerType type_of(std::string_view word) noexcept;

}  // namespace fingerpost::foreign
