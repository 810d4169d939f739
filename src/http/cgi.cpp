// SPDX-License-Identifier: MIT
#include "http/cgi.hpp"

#include <iterator>

#include "base/text.hpp"
#include "http/path.hpp"

namespace fingerpost {

namespace {

struct Variables {
  std::string_view method, scheme, https, port, peer, forwarded_proto, forwarded_host, host,
      document_uri, request_uri, script_name, path_info, query, accept_language, if_none_match,
      accept, report;
};

struct Row {
  std::string_view name;
  std::string_view Variables::*value;
};

constexpr Row rows[] = {
    {"REQUEST_METHOD", &Variables::method},
    {"REQUEST_SCHEME", &Variables::scheme},
    {"HTTPS", &Variables::https},
    {"SERVER_PORT", &Variables::port},
    {"REMOTE_ADDR", &Variables::peer},
    {"HTTP_X_FORWARDED_PROTO", &Variables::forwarded_proto},
    {"HTTP_X_FORWARDED_HOST", &Variables::forwarded_host},
    {"HTTP_HOST", &Variables::host},
    {"DOCUMENT_URI", &Variables::document_uri},
    {"REQUEST_URI", &Variables::request_uri},
    {"SCRIPT_NAME", &Variables::script_name},
    {"PATH_INFO", &Variables::path_info},
    {"QUERY_STRING", &Variables::query},
    {"HTTP_ACCEPT_LANGUAGE", &Variables::accept_language},
    {"HTTP_IF_NONE_MATCH", &Variables::if_none_match},
    {"HTTP_ACCEPT", &Variables::accept},
    {"FINGERPOST_REPORT", &Variables::report},
};

static_assert(std::size(rows) <= most_cgi_variables);

Variables read(const char* const* list) {
  Variables variables;
  for (; *list; ++list) {
    const std::string_view pair = *list;
    const auto equals = pair.find('=');
    if (equals == pair.npos) continue;
    if (const auto place = place_of_cgi_variable(pair.substr(0, equals)))
      variables.*rows[*place].value = pair.substr(equals + 1);
  }
  return variables;
}

/** Whether the client used TLS. HTTPS ("on" or "off") is an old CGI convention; nginx and Apache
    set REQUEST_SCHEME; h2o 2.2 sets neither over plain http, only SERVER_PORT, as CGI requires (RFC
    3875 section 4.1.15). A port other than 80 and 443 says nothing, so TLS is assumed: a needless
    redirect to https could loop, while settings sent without a redirect are still correct. */
bool came_over_tls(const Variables& variables) {
  if (!variables.https.empty()) return !equal_ignoring_case(variables.https, "off");
  if (!variables.scheme.empty()) return !equal_ignoring_case(variables.scheme, "http");
  return variables.port != "80";
}

/** Decodes `%2F`, the only sequence that Apache leaves in a path with `AllowEncodedSlashes
    NoDecode`. */
std::string with_slashes(std::string_view path) {
  std::string text;
  text.reserve(path.size());
  while (!path.empty()) {
    const bool slash = equal_ignoring_case(path.substr(0, 3), "%2F");
    text += slash ? '/' : path.front();
    path.remove_prefix(slash ? 3 : 1);
  }
  return text;
}

/** Returns the path that the web server matched, if known. The provided files for nginx and Apache
    set DOCUMENT_URI, which is decoded and follows rewrites. Nearly all other servers set
    REQUEST_URI, the target that the client sent. CGI itself (RFC 3875) has only SCRIPT_NAME and
    PATH_INFO. */
std::string path_of(const Variables& variables, std::string_view target_path) {
  if (!variables.document_uri.empty()) return with_slashes(variables.document_uri);
  if (!target_path.empty()) return percent_decode(target_path);
  return std::string(variables.script_name).append(variables.path_info);
}

}  // namespace

std::optional<std::size_t> place_of_cgi_variable(std::string_view name) noexcept {
  for (std::size_t place = 0; place < std::size(rows); ++place)
    if (rows[place].name == name) return place;
  return std::nullopt;
}

Request request_from_cgi(const char* const* variables) {
  const Variables read_variables = read(variables);
  const Target target = split_target(read_variables.request_uri);
  return {.method = read_variables.method,
          .https = came_over_tls(read_variables),
          // The host in an absolute URL overrides the Host header (RFC 9112 section 3.2.2), which
          // Apache passes on unchanged.
          .host = target.host.empty() ? read_variables.host : target.host,
          .path = normal_path(path_of(read_variables, target.path)),
          .query = read_variables.query,
          .body = {},
          .peer = read_variables.peer,
          .forwarded_proto = read_variables.forwarded_proto,
          .forwarded_host = read_variables.forwarded_host,
          .accept_language = read_variables.accept_language,
          .if_none_match = read_variables.if_none_match,
          .accept = read_variables.accept,
          .report = read_variables.report};
}

}  // namespace fingerpost
