// SPDX-License-Identifier: MIT
#include "protocol/well_known.hpp"

#include "base/text.hpp"

namespace fingerpost::well_known {

namespace {

/** Returns the service of a path, which must be one of `paths` in any case. */
const Service& service_at(std::string_view path) {
  if (path.ends_with('/')) path.remove_suffix(1);
  return *std::find_if(std::begin(services), std::end(services), [&](const Service& service) {
    return equal_ignoring_case(service.well_known_path(), path);
  });
}

}  // namespace

Asked read(const Request& request, const Host&) {
  return {.wanted = request.path};
}

Response write(const Asked& asked, const Subject& subject, const State&) {
  const auto url = url_for(service_at(asked.wanted), subject);
  if (!url) return refuse(Refusal::no_settings);
  // 307 keeps PROPFIND a PROPFIND.
  Response response = redirect(307, url->text());
  response.caching = Caching::everybody;
  return response;
}

}  // namespace fingerpost::well_known
