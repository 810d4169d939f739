// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** A request from the web server. Every byte may be hostile. The creator of the request owns the
    text behind its views, which must outlive it. */
struct Request {
  std::string_view method = {};
  /** Whether the client used TLS to the web server, as far as that server says. */
  bool https = true;
  /** The Host header, possibly with a port. */
  std::string_view host = {};
  /** The path, percent-decoded and without the query, as normal_path() returns it. */
  std::string path = {};
  /** Not decoded, without the question mark. */
  std::string_view query = {};
  std::string body = {};
  /** The address of the peer that is connected to the web server: a client, or a proxy in front. */
  std::string_view peer = {};
  /** The headers X-Forwarded-Proto and X-Forwarded-Host. Clients can send them too, so they count
      only if the peer is trusted. */
  std::string_view forwarded_proto = {};
  std::string_view forwarded_host = {};
  /** Headers; empty if they were not sent. */
  std::string_view accept_language = {};
  std::string_view if_none_match = {};
  std::string_view accept = {};
  /** The name of a report about fingerpostd itself, if the web server requests one instead of an
      answer. Clients cannot set it, because a header arrives as a different variable. */
  std::string_view report = {};
};

}  // namespace fingerpost
