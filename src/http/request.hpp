// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** One request as the web server handed it over. Every byte may be hostile. The views belong to
    whoever made the request and must outlive it. */
struct Request {
  std::string_view method = {};
  /** Whether the request came to the web server over TLS, as far as the server says. */
  bool https = true;
  /** The Host header, perhaps with a port. */
  std::string_view host = {};
  /** The path, percent-decoded and without the query, as normal_path() returns it. */
  std::string path = {};
  /** Undecoded, without the question mark. */
  std::string_view query = {};
  std::string body = {};
  /** The address of the peer that is connected to the web server: a client, or a proxy in front. */
  std::string_view peer = {};
  /** The headers X-Forwarded-Proto and X-Forwarded-Host. Clients can send these too, so they only
      count if the peer is trusted. */
  std::string_view forwarded_proto = {};
  std::string_view forwarded_host = {};
  /** Headers; empty where they were not sent. */
  std::string_view accept_language = {};
  std::string_view if_none_match = {};
  std::string_view accept = {};
  /** The name of a report on fingerpostd itself, if the web server asks for one instead of an
      answer. No client can set it: a header would arrive as another variable. */
  std::string_view report = {};
};

}  // namespace fingerpost
