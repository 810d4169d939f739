// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/value.hpp"
#include "import/draft.hpp"
#include "model/server.hpp"

namespace fingerpost::foreign {

/** A mail server as a file describes it: each part, or the reason why it could not be read. */
struct ServerTexts {
  ServerType type;
  Value<Pattern> host;
  /** Empty for the default of the type and the security. */
  std::string port;
  Value<Security> security;
  Value<Pattern> login = Pattern::email_address();
  Value<std::vector<Auth>> auth = std::vector{Auth::password_cleartext};
};

/** Returns the server, or the first reason why there is none. */
Value<Server> make_server(const ServerTexts& texts);

/** Returns `imap`, `pop3`, `smtp` or `sieve` with what differs from the defaults. */
Line server_line(const Server& server);

// The words of autoconfig, as found in the wild and in any case, which other formats share.

/** Parses SSL, STARTTLS or plain. */
Value<Security> parse_socket_type(std::string_view text);
/** Parses as parse_host does, but gives no advice for configurations. */
Value<Pattern> parse_hostname(std::string_view text);
/** Parses a method of authentication, also by its name in autoconfig 1.0. */
Value<Auth> parse_method(std::string_view text);
/** Parses the only method of a server. If the text is empty, it is password-cleartext. */
Value<std::vector<Auth>> parse_only_method(std::string_view text);
/** Returns imap, pop3 (also for `pop`), or else smtp. Ignores case. */
ServerType type_of(std::string_view word) noexcept;

}  // namespace fingerpost::foreign
