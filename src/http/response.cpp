// SPDX-License-Identifier: MIT
#include "http/response.hpp"

#include <fmt/format.h>

namespace fingerpost {

namespace {

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 302:
      return "Found";
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

}  // namespace

Response refuse(int status) {
  return {.status = status};
}

std::string render_header(const Response& response) {
  std::string header;
  const auto out = std::back_inserter(header);
  fmt::format_to(out, "Status: {} {}\r\n", response.status, reason(response.status));
  if (!response.location.empty()) fmt::format_to(out, "Location: {}\r\n", response.location);
  if (!response.allow.empty()) fmt::format_to(out, "Allow: {}\r\n", response.allow);
  fmt::format_to(out,
                 "Content-Type: {}\r\n"
                 "Content-Length: {}\r\n"
                 "X-Content-Type-Options: nosniff\r\n"
                 "\r\n",
                 response.content_type, response.body.size());
  return header;
}

}  // namespace fingerpost
