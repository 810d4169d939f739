// SPDX-License-Identifier: MIT
#include "http/response.hpp"

#include <fmt/compile.h>

#include <utility>

namespace fingerpost {

namespace {

constexpr std::pair<int, std::string_view> reasons[] = {
    {200, "OK"},
    {302, "Found"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {400, "Bad Request"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {413, "Content Too Large"},
    {503, "Service Unavailable"},
};

std::string_view reason(int status) {
  for (const auto& [own, text] : reasons)
    if (own == status) return text;
  return "Internal Server Error";
}

/** The lifetime is an hour: short enough for changes to take effect the same day, long enough to
    spare a busy server. */
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

struct RefusalRow {
  Refusal refusal;
  int status;
  std::string_view sentence;
  unsigned retry_after = 0;
};

constexpr RefusalRow refusals[] = {
    {Refusal::no_such_path, 404, "There is nothing at this URL.\n"},
    {Refusal::no_settings, 404, "This server has no settings of this kind for this domain.\n"},
    {Refusal::no_address, 400,
     "Add your e-mail address to the end of this URL, like this: ?email=you@example.com\n"},
    // A map that failed is queried again after at most half a minute.
    {Refusal::unknown, 503,
     "The server cannot look up this domain right now; try again in a minute.\n", 30},
    {Refusal::wrong_method, 405, "Open this URL with a method that the Allow header lists.\n"},
    {Refusal::too_large, 413, "The request is too large; the limit is 64 KiB.\n"},
    {Refusal::failed, 500, "The server could not answer; its log says why.\n"},
};

}  // namespace

Response refuse(Refusal refusal) {
  for (const auto& [own, status, sentence, retry_after] : refusals)
    if (own == refusal)
      return {.status = status, .body = std::string(sentence), .retry_after = retry_after};
  return {.status = 500};
}

Response redirect(int status, std::string url) {
  return {.status = status,
          .body = "The answer is at the URL in the Location header.\n",
          .location = std::move(url)};
}

std::string render(const Response& response) {
  std::string text;
  text.reserve(768 + response.body.size());
  const auto out = std::back_inserter(text);
  // Location comes before Status, because HAProxy turns a Location after it into a 302
  // (h1_postparse_res_hdrs() of 2.6.12).
  if (!response.location.empty())
    fmt::format_to(out, FMT_COMPILE("Location: {}\r\n"), response.location);
  fmt::format_to(out, FMT_COMPILE("Status: {} {}\r\n"), response.status, reason(response.status));
  if (!response.allow.empty()) fmt::format_to(out, FMT_COMPILE("Allow: {}\r\n"), response.allow);
  if (response.retry_after)
    fmt::format_to(out, FMT_COMPILE("Retry-After: {}\r\n"), response.retry_after);
  if (!response.vary.empty()) fmt::format_to(out, FMT_COMPILE("Vary: {}\r\n"), response.vary);
  if (!response.etag.empty()) fmt::format_to(out, FMT_COMPILE("ETag: {}\r\n"), response.etag);
  if (!response.download_name.empty())
    fmt::format_to(out, FMT_COMPILE("Content-Disposition: attachment; filename=\"{}\"\r\n"),
                   response.download_name);
  if (response.page)
    fmt::format_to(out,
                   FMT_COMPILE("Content-Language: {}\r\nContent-Security-Policy: {}\r\n"
                               "Referrer-Policy: no-referrer\r\nX-Robots-Tag: noindex\r\n"),
                   response.page->language, response.page->policy);
  text += cache_control(response.caching);
  if (response.status != 304)
    fmt::format_to(out, FMT_COMPILE("Content-Type: {}\r\nContent-Length: {}\r\n"),
                   response.content_type, response.body.size());
  text += "X-Content-Type-Options: nosniff\r\n\r\n";
  if (!response.head_only) text += response.body;
  return text;
}

}  // namespace fingerpost
