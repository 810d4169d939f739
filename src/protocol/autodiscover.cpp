// SPDX-License-Identifier: MIT
#include "protocol/autodiscover.hpp"

#include "base/text.hpp"
#include "base/xml_reader.hpp"
#include "model/client_label.hpp"
#include "protocol/envelope.hpp"
#include "protocol/mobilesync.hpp"
#include "protocol/outlook.hpp"

namespace fingerpost::autodiscover {

namespace {

constexpr std::string_view https_redirect = "redirect";

/** Returns the schema of the wanted answer, empty if it is unknown. AcceptableResponseSchema
    decides, not the namespace of the request: gromox-dscli sends Outlook's namespace with
    MobileSync's schema (dscli.cpp, 2026-08). Names with https are accepted because Microsoft's
    pages print them so since a rewrite, and people copy them. A missing schema means Outlook's. */
std::string_view schema_of(std::string_view asked) {
  if (asked.empty()) return outlook::response_schema;
  std::string name = to_lower(asked);
  if (name.starts_with("https:")) name.erase(4, 1);
  if (name == outlook::response_schema ||
      name == "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006")
    return outlook::response_schema;
  if (name == mobilesync::response_schema) return mobilesync::response_schema;
  return {};
}

/** The errors of MS-OXDSCLI 2.2.4.1.1.3.2. */
enum class ErrorCode { invalid_request = 600, no_such_schema = 601 };

/** Returns an error, which is an answer with status 200. MS-ASCMD 2.2.3.63 requires the server's
    time and number in it. No client reads them, so both are constants; an answer depends only on
    the question. */
Response error(ErrorCode code) {
  const bool invalid = code == ErrorCode::invalid_request;
  XmlWriter xml = open_envelope(envelope_schema);
  xml.open("Error", {{"Time", "00:00:00.0000000"}, {"Id", "1"}});
  xml.number("ErrorCode", static_cast<unsigned>(code));
  xml.leaf("Message", invalid ? "Invalid Request" : "The requested schema is not available");
  xml.leaf("DebugData", "");
  return {.content_type = xml_content_type,
          .body = std::move(xml).finish(),
          .event = {.detail = invalid ? "ErrorCode 600" : "ErrorCode 601"}};
}

/** Reads a question by GET. Delta Chat, MyMail, Spike and some versions of Outlook GET the
    settings. Over plain http, Outlook and EWS Managed API GET only to be redirected. */
Asked read_query(const Request& request, const Host& host) {
  return {.address = address_in_query(request),
          .wanted = host.https ? outlook::response_schema : https_redirect};
}

}  // namespace

std::string https_url(const Host& host, const Subject& subject, const State& state) {
  if (state.autodiscover_url) return state.autodiscover_url->text();
  const std::string name = subject.host_provider
                               ? host.name->text()
                               : client_host(client_label::autodiscover, subject.domain.text());
  // EWS Managed API follows only redirects to a path of this form (AutodiscoverService.cs).
  return "https://" + name + "/autodiscover/autodiscover.xml";
}

/** Reads a question. Treats a body that is not XML like an empty one: Thunderbird does not escape
    the address, so `r&d@example.com` makes the body invalid (ExchangeAutoDiscover.sys.mjs,
    2026-08), and ews-java-api POSTs an empty body. */
Asked read(const Request& request, const Host& host) {
  if (request.method != "POST") return read_query(request, host);
  const XmlLeaves body = read_xml_leaves(request.body);
  Asked asked = {.address = Address::parse(body.first("emailaddress")),
                 .wanted = schema_of(body.first("acceptableresponseschema"))};
  if (!asked.address) asked.address = address_in_query(request);
  const bool forbidden = body.verdict == XmlVerdict::forbidden;
  asked.refused = forbidden || asked.wanted.empty();
  if (forbidden || (!asked.refused && !asked.address))
    asked.refusal = error(ErrorCode::invalid_request);
  else if (asked.refused)
    asked.refusal = error(ErrorCode::no_such_schema);
  return asked;
}

Response write(const Asked& asked, const Subject& subject, const State& state) {
  if (asked.wanted == https_redirect) return redirect(302, https_url(asked.host, subject, state));
  return asked.wanted == mobilesync::response_schema ? mobilesync::write(subject)
                                                     : outlook::write(subject);
}

Gaps gaps(const Provider& provider) {
  Gaps gaps;
  for (const Server* const server : mail_servers(provider))
    if (!outlook::can_describe(*server))
      gaps.push_back(
          {"auth: Outlook's format cannot express any of these methods, so this server is "
           "left out of its answer",
           "auth", server});
  return gaps;
}

}  // namespace fingerpost::autodiscover
