// SPDX-License-Identifier: MIT
#include "probe/mail_fetch.hpp"

#include <fmt/format.h>

namespace fingerpost {

Fetch fetch_for(const MailServer& server, std::vector<std::string> addresses) {
  const bool is_v6 = server.host.find(':') != server.host.npos;
  std::string url = fmt::format("{}{}://{}{}{}:{}", word(server.type),
                                server.security == Security::tls ? "s" : "", is_v6 ? "[" : "",
                                server.host, is_v6 ? "]" : "", server.port);
  return {.url = std::move(url),
          .host = server.host,
          .port = server.port,
          .addresses = std::move(addresses),
          .starttls = server.security == Security::starttls};
}

}  // namespace fingerpost
