// SPDX-License-Identifier: MIT
#include "responder/handle.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include "base/text.hpp"
#include "protocol/protocol.hpp"
#include "responder/forwarded.hpp"

namespace fingerpost {

namespace {

/** Whether a word stands in an Allow header; any does in `*`. */
bool allows(std::string_view methods, std::string_view method) {
  if (methods == "*") return true;
  while (!methods.empty()) {
    const auto comma = methods.find(", ");
    if (methods.substr(0, comma) == method) return true;
    methods.remove_prefix(comma == methods.npos ? methods.size() : comma + 2);
  }
  return false;
}

Response wrong_method(const Protocol& protocol) {
  Response response = refuse(Refusal::wrong_method);
  response.allow = protocol.methods;
  return response;
}

/** Whether one of the validators in an If-None-Match header is `etag`. Compared weakly (RFC 9110
    section 13.1.2) and without what follows the hash: a web server that compresses the answer
    weakens the validator (nginx) or adds a suffix within the quotes (Apache's mod_deflate). */
bool matches(std::string_view if_none_match, std::string_view etag) {
  etag.remove_suffix(1);
  return trim(if_none_match) == "*" || if_none_match.find(etag) != if_none_match.npos;
}

/** Lets caches ask whether what they keep still holds. Only GET and HEAD are answered by the URL
    alone. */
void validate(Response& response, const Request& request) {
  if (request.method != "GET" && request.method != "HEAD" && response.caching == Caching::everybody)
    response.caching = Caching::unsaid;
  if (response.caching != Caching::everybody || response.status != 200) return;
  response.etag = fmt::format(FMT_COMPILE("\"{:016x}\""), content_hash(response.body));
  if (!matches(request.if_none_match, response.etag)) return;
  response.status = 304;
  response.body.clear();
}

Response answer(const Request& request, const State& state) {
  const Protocol* const protocol = find_protocol(request.path);
  if (!protocol) return refuse(Refusal::no_such_path);
  Response response = allows(protocol->methods, request.method) ? protocol->answer(request, state)
                                                                : wrong_method(*protocol);
  response.event.protocol = protocol->name;
  return response;
}

}  // namespace

Response handle(const Request& request, const State& state) {
  const std::optional<Request> forwarded = as_client_asked(request, state);
  Response response = answer(forwarded ? *forwarded : request, state);
  validate(response, request);
  response.head_only = request.method == "HEAD";
  return response;
}

}  // namespace fingerpost
