// SPDX-License-Identifier: MIT
#include "protocol/well_known.hpp"

#include "base/text.hpp"
#include "model/subject.hpp"

namespace fingerpost::well_known {

namespace {

const std::optional<UrlPattern>& service(const Provider& provider, std::string_view path) {
  if (path.ends_with('/')) path.remove_suffix(1);
  if (equal_ignoring_case(path, "/.well-known/caldav")) return provider.caldav;
  if (equal_ignoring_case(path, "/.well-known/carddav")) return provider.carddav;
  return provider.jmap;
}

}  // namespace

Response answer(const Request& request, const State& state) {
  const auto subject = find_subject(state.catalog, std::nullopt, request.host);
  Response response = refuse(Refusal::no_settings);
  if (subject)
    if (const auto url = url_for(service(*subject->provider, request.path), *subject)) {
      // 307 keeps PROPFIND a PROPFIND.
      response = redirect(307, url->text());
      response.caching = Caching::everybody;
    }
  response.event.domain = domain_asked(state.catalog, std::nullopt, request.host);
  return response;
}

}  // namespace fingerpost::well_known
