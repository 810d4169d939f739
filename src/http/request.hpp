// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** One request as the web server handed it over. Every byte may be hostile. The views belong to
    whoever made the request and must outlive it. */
struct Request {
  std::string_view method = {};
  /** Came over TLS. True also where the web server does not say: a redirect to https would then
      lead round in a circle. */
  bool https = true;
  /** The Host header, perhaps with a port. */
  std::string_view host = {};
  /** Percent-decoded, without the query, as normal_path() returns it. */
  std::string path = {};
  /** Undecoded, without the question mark. */
  std::string_view query = {};
  std::string body = {};
  /** Headers; empty where they were not sent. */
  std::string_view accept_language = {};
  std::string_view if_none_match = {};
};

}  // namespace fingerpost
