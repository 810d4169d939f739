// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "http/path.hpp"
#include "http/request.hpp"

namespace fingerpost {

/** A request in the form of the golden cases: `METHOD SCHEME://HOST PATH?QUERY HTTP/1.1`, header
    lines, an empty line, and the unchanged body. Any bytes form a request. */
struct GoldenRequest {
  std::string text;
  /** Its views are into `text`. */
  Request request;

  explicit GoldenRequest(std::string content) : text(std::move(content)) {
    std::string_view rest = text;
    const std::string_view head = take(rest, "\n\n");
    std::string_view line = head.substr(0, head.find('\n'));
    request.method = take(line, " ");
    request.https = take(line, "://") == "https";
    request.host = line.substr(0, line.find_first_of("/ "));
    line.remove_prefix(request.host.size());
    std::string_view target = take(line, " ");
    request.path = normal_path(percent_decode(take(target, "?")));
    request.query = target;
    request.peer = "127.0.0.1";
    request.forwarded_proto = header(head, "\nX-Forwarded-Proto: ");
    request.forwarded_host = header(head, "\nX-Forwarded-Host: ");
    request.accept_language = header(head, "\nAccept-Language: ");
    request.if_none_match = header(head, "\nIf-None-Match: ");
    request.body = rest;
  }
  GoldenRequest(const GoldenRequest&) = delete;
  GoldenRequest& operator=(const GoldenRequest&) = delete;

 private:
  static std::string_view header(std::string_view head, std::string_view name) {
    const auto at = head.find(name);
    if (at == head.npos) return {};
    const std::string_view value = head.substr(at + name.size());
    return value.substr(0, value.find('\n'));
  }

  static std::string_view take(std::string_view& text, std::string_view end) {
    const std::string_view taken = text.substr(0, text.find(end));
    text.remove_prefix(std::min(text.size(), taken.size() + end.size()));
    return taken;
  }
};

}  // namespace fingerpost
