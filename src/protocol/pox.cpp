// SPDX-License-Identifier: MIT
#include "protocol/pox.hpp"

#include "base/text.hpp"
#include "base/xml_reader.hpp"
#include "base/xml_writer.hpp"
#include "model/host.hpp"
#include "model/subject.hpp"
#include "protocol/mobilesync.hpp"
#include "protocol/outlook.hpp"
#include "protocol/question.hpp"

namespace fingerpost::pox {

namespace {

enum class Schema { outlook, mobilesync, unknown };

struct Question {
  /** The body is an attack, not a question. */
  bool forbidden = false;
  Schema schema = Schema::outlook;
  std::optional<Address> address = {};
};

/** AcceptableResponseSchema decides, not the namespace of the request: gromox-dscli sends Outlook's
    namespace with MobileSync's schema (dscli.cpp, 2026-08). Microsoft's own pages print the names
    with https since a rewrite, and people copy them. No schema at all means Outlook's. */
Schema schema_of(std::string_view asked) {
  if (asked.empty()) return Schema::outlook;
  std::string name = to_lower(asked);
  if (name.starts_with("https:")) name.erase(4, 1);
  if (name == outlook::response_schema ||
      name == "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006")
    return Schema::outlook;
  if (name == mobilesync::response_schema) return Schema::mobilesync;
  return Schema::unknown;
}

/** A body that cannot be read counts as none: Thunderbird puts the address into it unescaped, so
    that `r&d@example.com` is no XML (ExchangeAutoDiscover.sys.mjs, 2026-08), and ews-java-api
    POSTs nothing at all. */
Question read_question(const Request& request) {
  if (request.method != "POST") return {.address = address_in_query(request)};
  const XmlLeaves body = read_xml_leaves(request.body);
  auto address = Address::parse(body.first("emailaddress"));
  return {.forbidden = body.verdict == XmlVerdict::forbidden,
          .schema = schema_of(body.first("acceptableresponseschema")),
          .address = address ? std::move(address) : address_in_query(request)};
}

/** MS-OXDSCLI 2.2.4.1.1.3.2. */
enum class ErrorCode { invalid_request = 600, no_such_schema = 601 };

/** An error is an answer with status 200. MS-ASCMD 2.2.3.63 demands a time and a number of the
    server in it, which no client reads; both are fixed, so that an answer depends on nothing but
    the question. */
Response error(ErrorCode code) {
  const bool invalid = code == ErrorCode::invalid_request;
  XmlWriter xml("utf-8");
  xml.open("Autodiscover", {{"xmlns", envelope_schema}});
  xml.open("Response", {{"xmlns", envelope_schema}});
  xml.open("Error", {{"Time", "00:00:00.0000000"}, {"Id", "1"}});
  xml.number("ErrorCode", static_cast<unsigned>(code));
  xml.leaf("Message", invalid ? "Invalid Request" : "The requested schema is not available");
  xml.leaf("DebugData", {});
  return {.content_type = xml_content_type,
          .body = std::move(xml).finish(),
          .event = {.detail = invalid ? "ErrorCode 600" : "ErrorCode 601"}};
}

Response answer(const Question& question, const Request& request, const State& state) {
  if (question.forbidden) return error(ErrorCode::invalid_request);
  if (question.schema == Schema::unknown) return error(ErrorCode::no_such_schema);

  const bool posted = request.method == "POST";
  const auto subject = find_subject(state.catalog, question.address, request.host);
  if (!subject)
    return posted && !question.address ? error(ErrorCode::invalid_request)
                                       : refuse(Refusal::no_settings);
  if (question.schema == Schema::mobilesync) return mobilesync::answer(*subject);
  // Delta Chat, MyMail, Spike and some Outlooks GET and want settings; over plain http, Outlook
  // and EWS Managed API GET only to be redirected.
  if (posted || request.https) return outlook::answer(*subject);
  return redirect(302, https_url(request, *subject, state));
}

}  // namespace

std::string https_url(const Request& request, const Subject& subject, const State& state) {
  if (state.autodiscover_url) return state.autodiscover_url->text();
  const auto host_domain = domain_of_host(state.catalog, request.host);
  const bool served = host_domain && state.catalog.find(*host_domain);
  const std::string host =
      served ? name_of_host(request.host)->text() : "autodiscover." + subject.domain.text();
  // EWS Managed API follows only to a path of this form (AutodiscoverService.cs).
  return "https://" + host + "/autodiscover/autodiscover.xml";
}

Response answer(const Request& request, const State& state) {
  const Question question = read_question(request);
  Response response = answer(question, request, state);
  response.event.domain = domain_asked(state.catalog, question.address, request.host);
  return response;
}

}  // namespace fingerpost::pox
