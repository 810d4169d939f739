// SPDX-License-Identifier: MIT
#include "http/cgi.hpp"

#include "base/text.hpp"

namespace fingerpost {

namespace {

struct Variables {
  std::string_view method, scheme, https, host, document_uri, request_uri, query, accept_language,
      if_none_match;
};

struct Row {
  std::string_view name;
  std::string_view Variables::*value;
};

constexpr Row rows[] = {
    {"REQUEST_METHOD", &Variables::method},
    {"REQUEST_SCHEME", &Variables::scheme},
    {"HTTPS", &Variables::https},
    {"HTTP_HOST", &Variables::host},
    {"DOCUMENT_URI", &Variables::document_uri},
    {"REQUEST_URI", &Variables::request_uri},
    {"QUERY_STRING", &Variables::query},
    {"HTTP_ACCEPT_LANGUAGE", &Variables::accept_language},
    {"HTTP_IF_NONE_MATCH", &Variables::if_none_match},
};

Variables read(const char* const* list) {
  Variables variables;
  for (; *list; ++list) {
    const std::string_view pair = *list;
    const auto equals = pair.find('=');
    if (equals == pair.npos) continue;
    for (const auto& [name, value] : rows)
      if (pair.substr(0, equals) == name) variables.*value = pair.substr(equals + 1);
  }
  return variables;
}

bool came_over_tls(const Variables& variables) {
  if (!variables.https.empty()) return !equal_ignoring_case(variables.https, "off");
  return !equal_ignoring_case(variables.scheme, "http");
}

/** nginx has DOCUMENT_URI, which is decoded and follows its rewrites; everybody has REQUEST_URI,
    which is raw and holds the query. */
std::string path_of(const Variables& variables) {
  if (!variables.document_uri.empty()) return std::string(variables.document_uri);
  return percent_decode(variables.request_uri.substr(0, variables.request_uri.find('?')));
}

}  // namespace

Request request_from_cgi(const char* const* variables) {
  const Variables read_variables = read(variables);
  return {.method = read_variables.method,
          .https = came_over_tls(read_variables),
          .host = read_variables.host,
          .path = path_of(read_variables),
          .query = read_variables.query,
          .body = {},
          .accept_language = read_variables.accept_language,
          .if_none_match = read_variables.if_none_match};
}

}  // namespace fingerpost
