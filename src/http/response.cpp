// SPDX-License-Identifier: MIT
#include "http/response.hpp"

#include <fmt/compile.h>

namespace fingerpost {

namespace {

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    default:
      return "Internal Server Error";
  }
}

/** An hour: short enough that a change is seen the same day, long enough to spare a busy hoster. */
std::string_view cache_control(Caching caching) {
  switch (caching) {
    case Caching::unsaid:
      return {};
    case Caching::everybody:
      return "Cache-Control: public, max-age=3600\r\n";
    case Caching::nobody:
      return "Cache-Control: private, no-store\r\n";
  }
  return {};
}

}  // namespace

Response refuse(int status) {
  return {.status = status};
}

Response redirect(int status, std::string url) {
  Response response = refuse(status);
  response.location = std::move(url);
  return response;
}

std::string render(const Response& response) {
  std::string text;
  text.reserve(256 + response.body.size());
  const auto out = std::back_inserter(text);
  fmt::format_to(out, FMT_COMPILE("Status: {} {}\r\n"), response.status, reason(response.status));
  if (!response.location.empty())
    fmt::format_to(out, FMT_COMPILE("Location: {}\r\n"), response.location);
  if (!response.allow.empty()) fmt::format_to(out, FMT_COMPILE("Allow: {}\r\n"), response.allow);
  if (!response.vary.empty()) fmt::format_to(out, FMT_COMPILE("Vary: {}\r\n"), response.vary);
  if (!response.etag.empty()) fmt::format_to(out, FMT_COMPILE("ETag: {}\r\n"), response.etag);
  if (!response.download_name.empty())
    fmt::format_to(out, FMT_COMPILE("Content-Disposition: attachment; filename=\"{}\"\r\n"),
                   response.download_name);
  text += cache_control(response.caching);
  if (response.status != 304)
    fmt::format_to(out, FMT_COMPILE("Content-Type: {}\r\nContent-Length: {}\r\n"),
                   response.content_type, response.body.size());
  text += "X-Content-Type-Options: nosniff\r\n\r\n";
  if (!response.head_only) text += response.body;
  return text;
}

}  // namespace fingerpost
