// SPDX-License-Identifier: MIT
#include "responder/handle.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.hpp"
#include "protocol/protocol.hpp"
#include "responder/forwarded.hpp"

namespace fingerpost {

namespace {

bool serves(const Protocol& protocol, std::string_view method) {
  const auto& methods = protocol.methods;
  return methods.empty() || std::find(methods.begin(), methods.end(), method) != methods.end();
}

Asked wrong_method(const Protocol& protocol) {
  Asked asked = refused(refuse(Refusal::wrong_method));
  asked.protocol = &protocol;
  asked.refusal->allow = fmt::format("{}", fmt::join(protocol.methods, ", "));
  return asked;
}

Asked read(const Protocol& protocol, const Request& request, const State& state) {
  Host host = host_asked(request, state);
  Asked asked = protocol.read(request, host);
  asked.protocol = &protocol;
  if (protocol.host_stands_in) asked.host = std::move(host);
  return asked;
}

/** Returns the domain of a question, served or not; empty if the question names none. */
std::string domain_asked(const Asked& asked) {
  if (asked.address) return asked.address->domain().text();
  return asked.host.domain ? asked.host.domain->text() : std::string();
}

/** Returns whether an If-None-Match header contains `etag`. Compares weakly (RFC 9110 section
    13.1.2) and ignores anything after the hash, because a web server that compresses the answer
    weakens the validator (nginx) or adds a suffix inside the quotes (Apache's mod_deflate). */
bool matches(std::string_view if_none_match, std::string_view etag) {
  etag.remove_suffix(1);
  return trim(if_none_match) == "*" || if_none_match.find(etag) != if_none_match.npos;
}

/** Returns whether the answer could hold a login name from a map. If so, its headers must not
    reveal whether it does. */
bool may_hold_login(const Asked& asked, const Subject& subject) {
  return asked.protocol->has_logins && subject.address && !subject.provider->login_maps.empty();
}

Response refuse(const Asked& asked, const Found& found, const State& state) {
  const bool unknown = found.kind != Found::Kind::nobody;
  if (!unknown && asked.refusal) return *asked.refusal;
  return asked.protocol->refuse(asked, unknown ? Refusal::unknown : Refusal::no_settings, state);
}

Response write(const Asked& asked, const Found& found, const State& state) {
  if (!found.subject) return refuse(asked, found, state);
  Response response = asked.protocol->write(asked, *found.subject, state);
  if (response.caching == Caching::everybody && may_hold_login(asked, *found.subject))
    response.caching = Caching::nobody;
  return response;
}

/** Sets the ETag, and answers 304 if the client has the same body. Only answers to GET and HEAD
    depend on nothing but the URL, so no others are cached. */
void validate(Response& response, const Request& request) {
  if (request.method != "GET" && request.method != "HEAD" && response.caching == Caching::everybody)
    response.caching = Caching::unsaid;
  if (response.caching != Caching::everybody || response.status != 200) return;
  response.etag = fmt::format(FMT_COMPILE("\"{:016x}\""), content_hash(response.body));
  if (!matches(request.if_none_match, response.etag)) return;
  response.status = 304;
  response.body.clear();
}

}  // namespace

Asked ask(const Request& request, const State& state) {
  const Protocol* const protocol = find_protocol(request.path);
  if (!protocol) return refused(refuse(Refusal::no_such_path));
  return serves(*protocol, request.method) ? read(*protocol, request, state)
                                           : wrong_method(*protocol);
}

Found find(const Asked& asked, const State& state, Lookups& lookups) {
  if (asked.refused) return {};
  Found found = find_subject(state.catalog, asked.address, asked.host, lookups);
  if (asked.protocol->has_logins) find_login(state.catalog, found, lookups);
  return found;
}

Response answer(const Request& request, const Asked& asked, const Found& found,
                const State& state) {
  Response response = write(asked, found, state);
  if (asked.protocol) response.event.protocol = asked.protocol->name;
  response.event.domain = domain_asked(asked);
  validate(response, request);
  response.head_only = request.method == "HEAD";
  return response;
}

Response handle(const Request& request, const State& state, Lookups& lookups) {
  const Asked asked = ask(request, state);
  return answer(request, asked, find(asked, state, lookups), state);
}

Response handle(const Request& request, const State& state) {
  NoLookups none;
  return handle(request, state, none);
}

bool signs(const Request& request, const State& state) {
  if (!state.signer) return false;
  const Protocol* const protocol = find_protocol(request.path);
  return protocol && protocol->signs;
}

}  // namespace fingerpost
