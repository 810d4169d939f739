// SPDX-License-Identifier: MIT
#include "protocol/autodiscover_json.hpp"

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "http/query.hpp"
#include "protocol/pox.hpp"
#include "protocol/question.hpp"

namespace fingerpost::autodiscover_json {

namespace {

constexpr std::string_view content_type = "application/json; charset=utf-8";

struct Question {
  /** There is an address, and it is none. */
  bool bad_address = false;
  std::optional<Address> address = {};
  /** As asked; never sent back. */
  std::string protocol = {};
};

/** Returns the text after the path, without a slash at its end, because no address ends in one. */
std::optional<std::string> address_text_in_path(std::string_view path) {
  constexpr std::string_view prefix = "/autodiscover/autodiscover.json/v1.0/";
  if (path.size() <= prefix.size()) return std::nullopt;
  path.remove_prefix(prefix.size());
  if (path.ends_with('/')) path.remove_suffix(1);
  return std::string(path);
}

Question read_question(const Request& request) {
  const auto in_path = address_text_in_path(request.path);
  const auto text = in_path ? in_path : address_text_in_query(request);
  Question question;
  question.address = text ? Address::parse(*text) : std::nullopt;
  question.bad_address = text && !question.address;
  question.protocol = query_value(request.query, {"protocol"}).value_or("");
  return question;
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

Response answer(const Question& question, const Request& request, const State& state) {
  if (question.bad_address)
    return error(400, "InvalidRequest", "The address is not an e-mail address.");
  const auto subject = find_subject(state.catalog, question.address, request.host);
  if (!subject) return refuse(Refusal::no_settings);

  const Provider& provider = *subject->provider;
  if (equal_ignoring_case(question.protocol, "AutodiscoverV1"))
    return found("AutodiscoverV1", provider.redirect_url
                                       ? provider.redirect_url->text()
                                       : pox::https_url(request, *subject, state));
  const auto activesync = url_for(provider.activesync, *subject);
  if (equal_ignoring_case(question.protocol, "ActiveSync") && activesync) {
    Response response = found("ActiveSync", activesync->text());
    if (provider.activesync->needs_address()) response.caching = Caching::nobody;
    return response;
  }
  // Mustang takes whatever URL it gets for that of the protocol it asked for, so there is none.
  return error(400, "InvalidProtocol",
               activesync ? "The given protocol value is invalid. Supported values are "
                            "'ActiveSync,AutodiscoverV1'"
                          : "The given protocol value is invalid. Supported values are "
                            "'AutodiscoverV1'");
}

}  // namespace

Response answer(const Request& request, const State& state) {
  const Question question = read_question(request);
  Response response = answer(question, request, state);
  response.event.domain = domain_asked(state.catalog, question.address, request.host);
  return response;
}

}  // namespace fingerpost::autodiscover_json
