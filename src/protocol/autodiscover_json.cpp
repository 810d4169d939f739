// SPDX-License-Identifier: MIT
#include "protocol/autodiscover_json.hpp"

#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "http/query.hpp"
#include "protocol/autodiscover.hpp"

namespace fingerpost::autodiscover_json {

namespace {

constexpr std::string_view content_type = "application/json; charset=utf-8";

constexpr std::string_view autodiscover_v1 = "AutodiscoverV1";

/** Returns the text after the path, without a final slash, because no address ends in one. */
std::optional<std::string> address_text_in_path(std::string_view path) {
  constexpr std::string_view prefix = "/autodiscover/autodiscover.json/v1.0/";
  if (path.size() <= prefix.size()) return std::nullopt;
  path.remove_prefix(prefix.size());
  if (path.ends_with('/')) path.remove_suffix(1);
  return std::string(path);
}

/** Returns the name of a supported protocol, as this program writes it; empty for any other. */
std::string_view known_protocol(std::string_view asked) {
  for (const std::string_view known : {autodiscover_v1, activesync.autodiscover})
    if (equal_ignoring_case(asked, known)) return known;
  return {};
}

Response error(int status, std::string_view code, std::string_view message) {
  JsonWriter json;
  json.text("ErrorCode", code);
  json.text("ErrorMessage", message);
  return {.status = status, .content_type = content_type, .body = std::move(json).finish()};
}

Response found(std::string_view protocol, const std::string& url) {
  JsonWriter json;
  json.text("Protocol", protocol);
  json.text("Url", url);
  return {.content_type = content_type,
          .body = std::move(json).finish(),
          .caching = Caching::everybody};
}

}  // namespace

Asked read(const Request& request, const Host&) {
  const auto in_path = address_text_in_path(request.path);
  const auto text = in_path ? in_path : address_text_in_query(request);
  auto address = text ? Address::parse(*text) : std::nullopt;
  if (text && !address)
    return refused(error(400, "InvalidRequest", "The address is not an e-mail address."));
  return {.address = std::move(address),
          .wanted = known_protocol(query_value(request.query, {"protocol"}).value_or(""))};
}

Response write(const Asked& asked, const Subject& subject, const State& state) {
  const Provider& provider = *subject.provider;
  if (asked.wanted == autodiscover_v1)
    return found(autodiscover_v1, provider.redirect_url
                                      ? provider.redirect_url->text()
                                      : autodiscover::https_url(asked.host, subject, state));
  const auto url = url_for(activesync, subject);
  if (asked.wanted == activesync.autodiscover && url) {
    Response response = found(activesync.autodiscover, url->text());
    if (provider.url(activesync)->needs_address()) response.caching = Caching::nobody;
    return response;
  }
  // The error holds no URL: Mustang would use any URL for the protocol that it asked for.
  return error(400, "InvalidProtocol",
               fmt::format("The given protocol value is invalid. Supported values are '{}{}{}'",
                           url ? activesync.autodiscover : "", url ? "," : "", autodiscover_v1));
}

}  // namespace fingerpost::autodiscover_json
