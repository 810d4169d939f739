// SPDX-License-Identifier: MIT
#include "protocol/well_known.hpp"

#include "base/text.hpp"

namespace fingerpost::well_known {

namespace {

const std::optional<UrlPattern>& service(const Provider& provider, std::string_view path) {
  if (path.ends_with('/')) path.remove_suffix(1);
  if (equal_ignoring_case(path, "/.well-known/caldav")) return provider.caldav;
  if (equal_ignoring_case(path, "/.well-known/carddav")) return provider.carddav;
  return provider.jmap;
}

}  // namespace

Asked read(const Request& request, const Host&) {
  return {.wanted = request.path};
}

Response write(const Asked& asked, const Subject& subject, const State&) {
  const auto url = url_for(service(*subject.provider, asked.wanted), subject);
  if (!url) return refuse(Refusal::no_settings);
  // 307 keeps PROPFIND a PROPFIND.
  Response response = redirect(307, url->text());
  response.caching = Caching::everybody;
  return response;
}

}  // namespace fingerpost::well_known
